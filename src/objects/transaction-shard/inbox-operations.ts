import { type Actor, systemActor } from "../../domain/actor.ts";
import type { ShardId } from "../../domain/identifiers.ts";
import {
  type InboxItem,
  inboxIdOf,
  type ReceiptClaimed,
  reopenItem,
  settleItem,
} from "../../domain/inbox/inbox-item.ts";
import type { InboxStatus } from "../../domain/inbox/provider-event.ts";
import type { RetrySchedule } from "../../domain/retry-schedule.ts";
import { applyItem, applyToPayment, findArchivedPayment, saveAlone } from "./apply-inbox-item.ts";
import type { ShardContext } from "./shard-context.ts";

/** What became of a webhook that was handed in. */
export interface ReceiveResult {
  readonly isDuplicate: boolean;
  readonly status: InboxStatus;
}

/** What a payment's object says of an event whose row is elsewhere. */
export interface HandOverVerdict {
  readonly status: InboxStatus;
  readonly reason: string | null;
  /** Null when the event must not show on the payment. */
  readonly transactionId: string | null;
  readonly merchantId: string | null;
}

/** What came of a person's wish to have an event applied again; `refused`: it is no dead letter. */
export type ReplayResult =
  | { readonly kind: "replayed"; readonly item: InboxItem; readonly before: InboxItem }
  | { readonly kind: "refused"; readonly status: InboxStatus };

/** Keeps an authentic webhook and applies it at once if its payment is here. After this it may be acknowledged. */
export function receiveInShard(
  context: ShardContext,
  item: InboxItem,
  actor: Actor,
  schedule: RetrySchedule,
): ReceiveResult {
  const known = context.store.findInboxItem(item.id);
  if (known !== null) return { isDuplicate: true, status: known.status };
  return { isDuplicate: false, status: applyItem(context, item, { actor, schedule }).status };
}

/**
 * Applies an event whose row is elsewhere to a payment that is here, once: a trace under the id the event would have had
 * here tells a repeat. `replayOf`: a person wants it applied again whatever became of it.
 */
export function handOverInShard(
  context: ShardContext,
  transactionId: ShardId,
  item: InboxItem,
  actor: Actor,
  schedule: RetrySchedule,
  replayOf?: InboxItem,
): HandOverVerdict {
  const transaction = context.store.findTransaction(transactionId);
  const id = inboxIdOf(transactionId, item.accountId, item.event.id);
  // An event that lives with this payment has been judged here already: its row must not become a trace.
  if (transaction === null || id === item.id) {
    const reason = transaction === null ? "payment_not_found" : item.errorMessage;
    return { status: "retrying", reason, transactionId: null, merchantId: null };
  }
  const known = context.store.findInboxItem(id);
  if (known !== null && replayOf === undefined) return toVerdict(known);
  const trace: InboxItem = { ...item, id, body: null, signature: null, isTrace: true };
  const options = { actor, schedule, ...(replayOf === undefined ? {} : { replayOf }) };
  return toVerdict(applyToPayment(context, transaction, trace, options));
}

/** Notes, in the row of an event, what its payment's object has said. */
export function concludeInboxInShard(
  context: ShardContext,
  itemId: string,
  verdict: HandOverVerdict,
): InboxItem | null {
  const item = context.store.findInboxItem(itemId);
  if (item === null || item.isTrace === true) return null;
  const now = context.clock();
  if (verdict.status === "retrying") {
    if (item.status !== "retrying" || item.errorMessage === verdict.reason) return item;
    return saveAlone(context, { ...item, errorMessage: verdict.reason, version: item.version + 1 }, now);
  }
  if (item.status === verdict.status && item.transactionId === verdict.transactionId) return item;
  const { transactionId, merchantId } = verdict;
  return saveAlone(
    context,
    settleItem({ ...item, transactionId, merchantId }, verdict.status, verdict.reason, now),
    now,
  );
}

/** Tries again to apply a kept webhook whose time has come; a message that came twice or early changes nothing. */
export function retryInboxInShard(context: ShardContext, itemId: string, schedule: RetrySchedule): InboxItem | null {
  const item = context.store.findInboxItem(itemId);
  if (item === null) return null;
  const now = context.clock();
  if (item.dueAt === null || item.dueAt > now) {
    // Only the timer has to stand where the record says: the alarm has set it to wait for this message.
    context.timers.set("inbox", item.id, item.dueAt);
    context.timers.arm(now, context.outbox.state().nextAt);
    return item;
  }
  return applyItem(context, item, { actor: systemActor("inbox"), schedule });
}

/** Applies a kept webhook again, whatever became of it, and gives it a new schedule should it have to wait. */
export function replayInboxInShard(
  context: ShardContext,
  itemId: string,
  onlyDead: boolean,
  actor: Actor,
  schedule: RetrySchedule,
): ReplayResult | null {
  const before = context.store.findInboxItem(itemId);
  if (before === null || before.isTrace === true) return null;
  if (onlyDead && before.status !== "dead") return { kind: "refused", status: before.status };
  return {
    kind: "replayed",
    before,
    item: applyItem(context, reopenItem(before), { actor, schedule, replayOf: before }),
  };
}

/** Notes what came of claiming the receipt that a waiting event carries, and applies the event now. */
export function applyClaimedInShard(
  context: ShardContext,
  itemId: string,
  receiptClaim: ReceiptClaimed,
  actor: Actor,
  schedule: RetrySchedule,
): InboxItem | null {
  const item = context.store.findInboxItem(itemId);
  if (item === null || item.status !== "retrying" || item.receiptClaim !== undefined) return item;
  return applyItem(context, { ...item, receiptClaim }, { actor, schedule });
}

/** Records that a webhook has come through the dead-letter queue: nothing is tried any more. */
export function buryInboxInShard(context: ShardContext, itemId: string): InboxItem | null {
  const item = context.store.findInboxItem(itemId);
  if (item === null || !item.isExhausted || item.status === "dead") return item;
  const now = context.clock();
  return saveAlone(context, settleItem(item, "dead", item.errorMessage, now), now);
}

/** Forgets a webhook that found no payment here and has rested; its row in Postgres stays. */
export function purgeInboxInShard(context: ShardContext, itemId: string): void {
  const item = context.store.findInboxItem(itemId);
  context.timers.set("purge", itemId, null);
  if (item !== null && item.dueAt === null) context.store.deleteInboxItem(itemId);
}

/** The archived payment a kept webhook is about, if it is about one. */
export function subjectOfInboxItem(context: ShardContext, itemId: string): string | null {
  const item = context.store.findInboxItem(itemId);
  return item === null ? null : findArchivedPayment(context, item);
}

function toVerdict({ status, errorMessage, transactionId, merchantId }: InboxItem): HandOverVerdict {
  return { status, reason: errorMessage, transactionId, merchantId };
}
