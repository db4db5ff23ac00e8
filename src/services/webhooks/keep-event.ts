import type { Actor } from "../../domain/actor.ts";
import { type ArrivedWebhook, toInboxItem } from "../../domain/inbox/inbox-item.ts";
import { createLogger } from "../../lib/logger.ts";
import type { ReceiveResult } from "../../objects/transaction-shard/inbox-operations.ts";
import { claimReceiptOfEvent } from "../callbacks/claim-receipt.ts";
import type { Background, Gateway } from "../gateway.ts";
import { findOwnerOfEvent } from "./find-owner-of-event.ts";

/**
 * Keeps an event that is to be believed and applies it if its payment is known; after this it may be acknowledged. One
 * that names its payment only in the provider's terms is looked up afterwards, in the background.
 */
export async function keepEvent(
  gateway: Gateway,
  arrived: ArrivedWebhook,
  actor: Actor,
  background: Background,
): Promise<ReceiveResult> {
  const claim = await claimReceiptOfEvent(gateway, arrived.event, arrived.accountId);
  const claimed = claim === null || claim === "unreachable" ? {} : { receiptClaim: claim };
  const item = toInboxItem({ ...arrived, ...claimed }, gateway.clock());
  const received = await gateway.callShard(item.id, (shard) => shard.receive(item, actor));
  if (!received.isDuplicate && received.status === "retrying") {
    background(
      findOwnerOfEvent(gateway, { ...item, status: "retrying" }, actor).catch((error: unknown) => {
        // The row is durable and on its schedule: the queue will see to it.
        createLogger().error("webhook.lookup_failed", { webhook_event_id: item.id, error });
      }),
    );
  }
  return received;
}
