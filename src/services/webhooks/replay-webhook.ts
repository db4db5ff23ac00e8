import type { Actor } from "../../domain/actor.ts";
import { parseShardId } from "../../domain/identifiers.ts";
import type { InboxItem } from "../../domain/inbox/inbox-item.ts";
import type { ReplayResult } from "../../objects/transaction-shard/inbox-operations.ts";
import type { Gateway } from "../gateway.ts";
import { findOwnerOfEvent } from "./find-owner-of-event.ts";

/**
 * Applies a kept webhook again now, whatever became of it; what has to wait gets a schedule from the beginning. With
 * `onlyDead`, what is no dead letter (any more) is refused. Null: there is no such webhook, or it has been forgotten.
 */
export async function replayWebhook(
  gateway: Gateway,
  webhookEventId: string,
  actor: Actor,
  onlyDead: boolean,
): Promise<ReplayResult | null> {
  const id = parseShardId(webhookEventId);
  if (id === null) return null;
  const result = await gateway.callShard(id, (shard) => shard.replayInbox(id, onlyDead, actor));
  if (result?.kind !== "replayed") return result;
  const found: InboxItem | null = await findOwnerOfEvent(gateway, result.item, actor, result.before);
  return found === null ? result : { ...result, item: found };
}
