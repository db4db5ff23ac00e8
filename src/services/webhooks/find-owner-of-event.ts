import type { Actor } from "../../domain/actor.ts";
import { parseShardId, type ShardId } from "../../domain/identifiers.ts";
import { paymentHandle, paymentReceipt } from "../../domain/inbox/event-subject.ts";
import type { InboxItem } from "../../domain/inbox/inbox-item.ts";
import { createLogger } from "../../lib/logger.ts";
import type { HandOverVerdict } from "../../objects/transaction-shard/inbox-operations.ts";
import { classifyDatabaseError } from "../../storage/postgres/classify-database-error.ts";
import { findByProviderIds } from "../../storage/postgres/provider-id-repository.ts";
import { claimReceipt, claimReceiptOfEvent } from "../callbacks/claim-receipt.ts";
import type { Gateway } from "../gateway.ts";
import { lookUpRefunds } from "./look-up-refunds.ts";

/**
 * Brings a kept event that its own shard could not apply to the payment it is about, found by the provider's ids, and
 * notes in its row what became of it. Whatever cannot be reached leaves it on its schedule. Gives the row if it changed.
 */
export async function findOwnerOfEvent(
  gateway: Gateway,
  item: InboxItem,
  actor: Actor,
  replayOf?: InboxItem,
): Promise<InboxItem | null> {
  if (item.status !== "retrying") return null;
  const claimed = await claimAgain(gateway, item, actor);
  if (claimed !== null) return claimed;
  const listed = await lookUpRefunds(gateway, item, actor);
  if (listed !== null) return listed;
  const found = await findOwner(gateway, item);
  if (found === null) return null;
  const verdict = "failed" in found ? waiting(found.failed) : await handOver(gateway, found.id, item, actor, replayOf);
  return gateway.callShard(item.id, (shard) => shard.concludeInbox(item.id, verdict));
}

/** An event of a known payment that waits only for its receipt to be claimed. */
async function claimAgain(gateway: Gateway, item: InboxItem, actor: Actor): Promise<InboxItem | null> {
  if (item.event.claim === undefined || item.receiptClaim !== undefined) return null;
  const claim = await claimReceiptOfEvent(gateway, item.event, item.accountId);
  if (claim === null || claim === "unreachable") return null;
  return gateway.callShard(item.id, (shard) => shard.applyClaimed(item.id, claim, actor));
}

async function findOwner(
  gateway: Gateway,
  item: InboxItem,
): Promise<{ readonly id: ShardId } | { readonly failed: string } | null> {
  const known = item.transactionId === null ? null : parseShardId(item.transactionId);
  if (known !== null) return { id: known };
  const { subject } = item.event;
  const ids = { accountId: item.accountId, handle: paymentHandle(subject), receipt: paymentReceipt(subject) };
  if (ids.handle === null && ids.receipt === null) return null;
  try {
    const [first, second] = await findByProviderIds(gateway.postgres, ids);
    if (second !== undefined) return { failed: "provider_id_ambiguous" };
    const id = first === undefined ? null : parseShardId(first);
    return id === null ? null : { id };
  } catch (error) {
    const { kind, summary } = classifyDatabaseError(error);
    createLogger().warn("webhook.lookup_failed", { webhook_event_id: item.id, reason: `${kind}: ${summary}` });
    return { failed: "lookup_unavailable" };
  }
}

async function handOver(
  gateway: Gateway,
  id: ShardId,
  item: InboxItem,
  actor: Actor,
  replayOf?: InboxItem,
): Promise<HandOverVerdict> {
  const { event, accountId } = item;
  const claim = event.claim === undefined ? null : await claimReceipt(gateway, event.claim, id, accountId);
  if (claim === "unreachable") return waiting("receipt_not_claimed");
  const arrived = claim === null ? item : { ...item, receiptClaim: claim };
  return gateway.callShard(id, (shard) => shard.handOver(id, arrived, actor, replayOf));
}

function waiting(reason: string): HandOverVerdict {
  return { status: "retrying", reason, transactionId: null, merchantId: null };
}
