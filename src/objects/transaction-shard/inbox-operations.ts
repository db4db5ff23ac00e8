import type { Actor } from "../../domain/actor.ts";
import { systemActor } from "../../domain/actor.ts";
import { applyProviderEvent } from "../../domain/inbox/apply-event.ts";
import { type InboxItem, toWebhookEventRow } from "../../domain/inbox/inbox-item.ts";
import type { InboxStatus, ProviderEvent } from "../../domain/inbox/provider-event.ts";
import type { Transaction } from "../../domain/payment/transaction.ts";
import { type RetrySchedule, retryDelayMs } from "../../domain/retry-schedule.ts";
import { commitChange } from "./commit-change.ts";
import { findSubject } from "./refund-operations.ts";
import type { ShardContext } from "./shard-context.ts";

/** What became of a webhook that was handed in. */
export interface ReceiveResult {
  readonly isDuplicate: boolean;
  readonly status: InboxStatus;
}

/** Keeps an authentic webhook and applies it at once if its payment is here. After this it may be acknowledged. */
export function receiveInShard(
  context: ShardContext,
  item: InboxItem,
  actor: Actor,
  schedule: RetrySchedule,
): ReceiveResult {
  const known = context.store.findInboxItem(item.id);
  if (known !== null) return { isDuplicate: true, status: known.status };
  return { isDuplicate: false, status: applyItem(context, item, actor, schedule).status };
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
  return applyItem(context, item, systemActor("inbox"), schedule);
}

/** Records that a webhook has come through the dead-letter queue: nothing is tried any more. */
export function buryInboxInShard(context: ShardContext, itemId: string): InboxItem | null {
  const item = context.store.findInboxItem(itemId);
  if (item === null || !item.isExhausted || item.status === "dead") return item;
  const now = context.clock();
  return saveAlone(context, settled(item, "dead", item.errorMessage, now), now);
}

function applyItem(context: ShardContext, item: InboxItem, actor: Actor, schedule: RetrySchedule): InboxItem {
  const now = context.clock();
  if (item.event.subject.kind === "none") {
    return saveAlone(context, settled(item, "ignored", null, now), now);
  }
  const transaction = findPayment(context, item.event, item.accountId);
  if (transaction === null) {
    const isArchived = findArchivedPayment(context, item.event, item.accountId) !== null;
    // Kept here and now; the consumer brings the payment back before it tries again.
    if (isArchived)
      return saveAlone(context, { ...item, status: "retrying", dueAt: now, version: item.version + 1 }, now);
    return saveAlone(context, postponed(item, "payment_not_found", schedule, now), now);
  }
  const refunds = context.store.listRefunds(transaction.id);
  const handleOwner = findHandleOwner(context, item.event, item.accountId);
  const isHandleTaken = handleOwner !== null && handleOwner !== transaction.id;
  const verdict = applyProviderEvent(transaction, refunds, item.event, item.accountId, now, isHandleTaken);
  // Another account's event must not even show in the trail of the payment it names.
  const isForeign = verdict.reason === "account_mismatch";
  const owner = isForeign ? {} : { transactionId: transaction.id, merchantId: transaction.merchantId };
  const done = settled({ ...item, ...owner }, verdict.status, verdict.reason, now);
  if (isForeign) return saveAlone(context, done, now);
  context.timers.set("inbox", done.id, null);
  commitChange(context, verdict.change, actor, now, [done]);
  return done;
}

/** The archived payment a kept webhook is about, if it is about one. */
export function subjectOfInboxItem(context: ShardContext, itemId: string): string | null {
  const item = context.store.findInboxItem(itemId);
  return item === null ? null : findArchivedPayment(context, item.event, item.accountId);
}

function findPayment(context: ShardContext, event: ProviderEvent, accountId: string): Transaction | null {
  const { store } = context;
  const ids = candidateIds(context, event, accountId);
  const found = ids.map((id) => store.findTransaction(id) ?? findSubject(context, id)?.transaction ?? null);
  return found.find((transaction) => transaction !== null) ?? null;
}

function findArchivedPayment(context: ShardContext, event: ProviderEvent, accountId: string): string | null {
  const tombstones = candidateIds(context, event, accountId).map((id) => context.archive.findTombstone(id));
  return tombstones.find((tombstone) => tombstone !== null)?.id ?? null;
}

/** Ids an event may mean, best first: our own reference as the provider repeats it, then the owner of its handle. */
function candidateIds(context: ShardContext, event: ProviderEvent, accountId: string): string[] {
  const { subject } = event;
  if (subject.kind === "none") return [];
  const owner = findHandleOwner(context, event, accountId);
  return [subject.reference?.toLowerCase() ?? null, owner].filter((id) => id !== null);
}

/** The payment of this shard that has the provider's id an event tells of. */
function findHandleOwner(context: ShardContext, { subject }: ProviderEvent, accountId: string): string | null {
  if (subject.kind === "none") return null;
  const handle = subject.kind === "payment" ? subject.reported.providerTransactionId : subject.providerTransactionId;
  return handle === null ? null : context.store.findHandleOwner(accountId, handle);
}

function settled(item: InboxItem, status: InboxStatus, reason: string | null, now: number): InboxItem {
  return { ...item, status, errorMessage: reason, processedAt: now, dueAt: null, version: item.version + 1 };
}

/** Until the dead-letter queue has recorded an exhausted event, it is handed to that queue again after this time. */
const BURIAL_INTERVAL_MS = 60_000;

/** Counts the contract's schedule: the consumer's, not the queue's. At its end the dead-letter queue takes over. */
function postponed(item: InboxItem, reason: string, schedule: RetrySchedule, now: number): InboxItem {
  const retriesMade = item.status === "retrying" && !item.isExhausted ? item.retryCount + 1 : item.retryCount;
  const delayMs = retryDelayMs(schedule, retriesMade);
  return {
    ...item,
    status: "retrying",
    retryCount: retriesMade,
    errorMessage: reason,
    isExhausted: delayMs === null,
    dueAt: now + (delayMs ?? BURIAL_INTERVAL_MS),
    version: item.version + 1,
  };
}

function saveAlone(context: ShardContext, item: InboxItem, now: number): InboxItem {
  context.store.saveInboxItem(item);
  context.timers.set("inbox", item.id, item.dueAt);
  context.outbox.append(item.id, 1, { webhook_events: [toWebhookEventRow(item)] }, now);
  context.timers.arm(now, context.outbox.state().nextAt);
  return item;
}
