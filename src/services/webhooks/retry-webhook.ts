import { systemActor } from "../../domain/actor.ts";
import { parseShardId } from "../../domain/identifiers.ts";
import type { InboxMessage } from "../../domain/queue-messages.ts";
import type { Gateway } from "../gateway.ts";
import { findOwnerOfEvent } from "./find-owner-of-event.ts";
import { replayWebhook } from "./replay-webhook.ts";

/**
 * Tries again to apply a kept webhook, or a dead letter that an operator wants tried; one whose schedule is at its end
 * goes to the dead-letter queue.
 */
export async function retryWebhook(gateway: Gateway, message: InboxMessage): Promise<void> {
  const id = parseShardId(message.id);
  if (id === null) return;
  if (message.replayedBy !== undefined) {
    await replayWebhook(gateway, id, { userId: message.replayedBy, ipAddress: null, userAgent: null }, true);
    return;
  }
  const item = await gateway.callShard(id, (shard) => shard.retryInbox(id));
  if (item?.status !== "retrying") return;
  const found = await findOwnerOfEvent(gateway, item, systemActor("inbox"));
  const { isExhausted, status } = found ?? item;
  if (isExhausted && status === "retrying") await gateway.bindings.INBOX_DEAD_LETTER_QUEUE.send({ id });
}

/** Records a webhook that came through the dead-letter queue: body, attempts and last error stay with its row. */
export async function buryWebhook(gateway: Gateway, message: InboxMessage): Promise<void> {
  const id = parseShardId(message.id);
  if (id !== null) await gateway.callShard(id, (shard) => shard.buryInbox(id));
}
