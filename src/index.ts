import { createApp } from "./app.ts";
import { createLogger } from "./lib/logger.ts";
import { wakeShards } from "./objects/transaction-shard/transaction-shard-client.ts";
import { handleQueue } from "./queues/handle-queue.ts";
import { gatewayOf } from "./services/gateway.ts";

export { AccessTokenObject } from "./objects/access-token/access-token-object.ts";
export { ChannelObject } from "./objects/channel/channel-object.ts";
export { EndpointObject } from "./objects/endpoint/endpoint-object.ts";
export { MerchantObject } from "./objects/merchant/merchant-object.ts";
export { TransactionShard } from "./objects/transaction-shard/transaction-shard-object.ts";

const app = createApp();

export default {
  fetch: (request, env, context) => app.fetch(request, env, context),

  async queue(batch, env, context) {
    await handleQueue(batch, gatewayOf(env), (work) => context.waitUntil(work));
  },

  /** Wakes every shard: were an alarm ever lost, no duty waits longer than until the next minute. */
  async scheduled(_controller, env) {
    const { bindings, config } = gatewayOf(env);
    const wakes = await Promise.allSettled(wakeShards(bindings.TRANSACTION_SHARD, config.regions));
    const failed = wakes.filter(({ status }) => status === "rejected").length;
    if (failed > 0) createLogger().error("cron.shards_not_woken", { failed });
  },
} satisfies ExportedHandler<Cloudflare.Env>;
