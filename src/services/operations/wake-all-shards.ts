import { createLogger } from "../../lib/logger.ts";
import { wakeShards } from "../../objects/transaction-shard/transaction-shard-client.ts";
import type { Gateway } from "../gateway.ts";

/** Wakes every shard: were an alarm ever lost, no duty waits longer than until the next minute. Never throws. */
export async function wakeAllShards({ bindings, config }: Gateway): Promise<void> {
  const wakes = await Promise.allSettled(wakeShards(bindings.TRANSACTION_SHARD, config.regions));
  const failed = wakes.filter(({ status }) => status === "rejected").length;
  if (failed > 0) createLogger().error("cron.shards_not_woken", { failed });
}
