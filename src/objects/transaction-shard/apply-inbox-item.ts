import type { Actor } from "../../domain/actor.ts";
import type { AuditDraft } from "../../domain/audit/audit-entry.ts";
import { type Change, chain, paymentChange } from "../../domain/change.ts";
import { applyProviderEvent } from "../../domain/inbox/apply-event.ts";
import { ownReference, paymentHandle, paymentReceipt } from "../../domain/inbox/event-subject.ts";
import type { EventVerdict } from "../../domain/inbox/event-verdict.ts";
import { type InboxItem, postponeItem, settleItem, toWebhookEventRow } from "../../domain/inbox/inbox-item.ts";
import type { Transaction } from "../../domain/payment/transaction.ts";
import type { Payout } from "../../domain/payout/payout.ts";
import { maySpeakFor } from "../../domain/provider-account/account-id.ts";
import type { RetrySchedule } from "../../domain/retry-schedule.ts";
import { commitChange } from "./commit-change.ts";
import { commitPayout } from "./commit-payout.ts";
import { judgePayoutEvent } from "./payout-operations.ts";
import { findSubject } from "./refund-operations.ts";
import type { ShardContext } from "./shard-context.ts";

/** Events that found no payment here leave after this time; a repeat later than that is taken as new, which is harmless. */
const KEEP_UNOWNED_MS = 30 * 86_400_000;

/** Who has a kept webhook applied and, when a person does, what had become of it before. */
export interface ApplyOptions {
  readonly actor: Actor;
  readonly schedule: RetrySchedule;
  readonly replayOf?: InboxItem;
}

/** Applies a kept webhook to its payment if that is here, and else has it tried again on the schedule. */
export function applyItem(context: ShardContext, item: InboxItem, options: ApplyOptions): InboxItem {
  const now = context.clock();
  const { kind } = item.event.subject;
  if (kind === "none" || kind === "deposit") return saveAlone(context, settleItem(item, "ignored", null, now), now);
  const payout = findPayout(context, item);
  if (payout !== null) return applyToPayout(context, payout, item, options);
  const transaction = findPayment(context, item);
  if (transaction === null) {
    // Kept here and now; the consumer brings an archived payment back before it tries again.
    if (findArchivedPayment(context, item) !== null)
      return saveAlone(context, { ...item, status: "retrying", dueAt: now, version: item.version + 1 }, now);
    return saveAlone(context, postponeItem(item, "payment_not_found", options.schedule, now), now);
  }
  return applyToPayment(context, transaction, item, options);
}

/** Applies a webhook to a payment of this object and keeps it with the payment. */
export function applyToPayment(
  context: ShardContext,
  transaction: Transaction,
  item: InboxItem,
  options: ApplyOptions,
): InboxItem {
  const now = context.clock();
  const verdict = judgeItem(context, transaction, item, now);
  if (verdict.status === "retrying") {
    commitChange(context, verdict.change, options.actor, now);
    return saveAlone(context, postponeItem(item, verdict.reason ?? "not_ready", options.schedule, now), now);
  }
  // Another account's event must not even show in the trail of the payment it names.
  const isForeign = verdict.reason === "account_mismatch";
  const owner = isForeign ? {} : { transactionId: transaction.id, merchantId: transaction.merchantId };
  // What a person has tried again was applied all the same, though it was no news this time.
  const isKnown = verdict.status === "ignored" && options.replayOf?.status === "applied";
  const done = settleItem({ ...item, ...owner }, isKnown ? "applied" : verdict.status, verdict.reason, now);
  if (isForeign) return saveAlone(context, done, now);
  context.timers.set("inbox", done.id, null);
  context.timers.set("purge", done.id, null);
  const change = withReplay(verdict, options, done);
  if (done.isTrace === true) {
    commitChange(context, change, options.actor, now);
    context.store.saveInboxItem(done);
  } else commitChange(context, change, options.actor, now, [done]);
  return done;
}

function applyToPayout(context: ShardContext, payout: Payout, item: InboxItem, options: ApplyOptions): InboxItem {
  const now = context.clock();
  const { status, reason, change } = judgePayoutEvent(context, payout, item, now);
  if (reason === "account_mismatch") return saveAlone(context, settleItem(item, status, reason, now), now);
  const isKnown = status === "ignored" && options.replayOf?.status === "applied";
  const owned = { ...item, transactionId: payout.id, merchantId: payout.merchantId };
  const done = settleItem(owned, isKnown ? "applied" : status, reason, now);
  context.timers.set("inbox", done.id, null);
  context.timers.set("purge", done.id, null);
  const audit = [...replayEntries(options, done), ...change.audit];
  commitPayout(context, { ...change, audit }, options.actor, now, [done]);
  return done;
}

/** The archived payment a kept webhook is about, if it is about one. */
export function findArchivedPayment(context: ShardContext, item: InboxItem): string | null {
  const tombstones = candidateIds(context, item).map((id) => context.archive.findTombstone(id));
  return tombstones.find((tombstone) => tombstone !== null)?.id ?? null;
}

/** Writes a webhook that stands by itself, with its timers and its row for Postgres; a trace has neither. */
export function saveAlone(context: ShardContext, item: InboxItem, now: number): InboxItem {
  if (item.isTrace === true) return item;
  const isResting = item.dueAt === null;
  context.store.saveInboxItem(item);
  context.timers.set("inbox", item.id, item.dueAt);
  context.timers.set("purge", item.id, isResting ? now + KEEP_UNOWNED_MS : null);
  context.outbox.append(item.id, 1, { webhook_events: [toWebhookEventRow(item)] }, now);
  context.timers.arm(now, context.outbox.state().nextAt);
  return item;
}

function judgeItem(context: ShardContext, transaction: Transaction, item: InboxItem, now: number): EventVerdict {
  const { event, accountId, receiptClaim } = item;
  if (event.claim !== undefined && receiptClaim === undefined && maySpeakFor(accountId, transaction.accountId)) {
    return { status: "retrying", reason: "receipt_not_claimed", change: paymentChange(transaction) };
  }
  const refunds = context.store.listRefunds(transaction.id);
  const owner = findHandleOwner(context, item);
  return applyProviderEvent(transaction, refunds, event, accountId, now, {
    isHandleTaken: owner !== null && owner !== transaction.id,
    isReceiptTaken: receiptClaim === "taken",
  });
}

/** A person's wish to have an event applied again is written down on the payment, before what came of it. */
function withReplay({ change }: EventVerdict, options: ApplyOptions, done: InboxItem): Change {
  return chain(paymentChange(change.transaction, replayEntries(options, done)), () => change);
}

function replayEntries({ replayOf }: ApplyOptions, done: InboxItem): AuditDraft[] {
  if (replayOf === undefined) return [];
  const data = {
    event_id: done.event.id,
    event_type: done.event.type,
    webhook_event_id: done.id,
    previous_status: replayOf.status,
    status: done.status,
  };
  return [{ type: "webhook.replayed", data }];
}

function findPayout({ payouts }: ShardContext, { event }: InboxItem): Payout | null {
  const reference = ownReference(event.subject);
  return reference === null ? null : payouts.findPayout(reference);
}

function findPayment(context: ShardContext, item: InboxItem): Transaction | null {
  const { store } = context;
  const found = candidateIds(context, item).map(
    (id) => store.findTransaction(id) ?? findSubject(context, id)?.transaction ?? null,
  );
  return found.find((transaction) => transaction !== null) ?? null;
}

/**
 * Ids an event may mean, best first: our own reference as the provider repeats it, the owner of its handle, and the
 * payment it was found to be about before.
 */
function candidateIds(context: ShardContext, item: InboxItem): string[] {
  const ids = [ownReference(item.event.subject), findHandleOwner(context, item), item.transactionId];
  return ids.filter((id) => id !== null);
}

/** The payment of this object that has the provider's id an event tells of. */
function findHandleOwner({ store }: ShardContext, { event, accountId }: InboxItem): string | null {
  const handles = [paymentHandle(event.subject), paymentReceipt(event.subject)].filter((id) => id !== null);
  return handles.map((handle) => store.findHandleOwner(accountId, handle)).find((id) => id !== null) ?? null;
}
