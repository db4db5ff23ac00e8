import type { Actor } from "../../domain/actor.ts";
import type { Change, EventDraft } from "../../domain/change.ts";
import type { InboxItem } from "../../domain/inbox/inbox-item.ts";
import { ARCHIVE_AFTER_MS, isAtRest } from "../../domain/payment/archive.ts";
import { renderTransaction, toTransactionRow } from "../../domain/payment/render-transaction.ts";
import { isFinal } from "../../domain/payment/state-machine.ts";
import type { Transaction } from "../../domain/payment/transaction.ts";
import type { Refund } from "../../domain/refund/refund.ts";
import { renderRefund, toRefundRow } from "../../domain/refund/render-refund.ts";
import type { JsonValue } from "../../lib/canonical-json.ts";
import { commitRecord } from "./commit-record.ts";
import type { ShardContext } from "./shard-context.ts";

/**
 * The only writer of payments: puts a change, its audit entries, its events, its timers and its row for Postgres into
 * storage. To be called inside one storage transaction; returns the payment as it now stands.
 */
export function commitChange(
  context: ShardContext,
  change: Change,
  actor: Actor,
  now: number,
  inbox: readonly InboxItem[] = [],
): Transaction {
  assertTimed(change.transaction, change.refunds);
  const step = {
    record: change.transaction,
    audit: change.audit,
    events: change.events.map((draft) => ({
      type: draft.type,
      data: (transaction: Transaction) => dataOf(draft, change.refunds, transaction),
    })),
    save: (transaction: Transaction) => savePayment(context, transaction, change, now),
    project: (transaction: Transaction) => ({
      transactions: change.audit.length === 0 ? [] : [toTransactionRow(transaction)],
      refunds: change.refunds.map((refund) => toRefundRow(refund, transaction)),
    }),
  };
  return commitRecord(context, step, actor, now, inbox);
}

function savePayment(context: ShardContext, transaction: Transaction, change: Change, now: number): void {
  const { store, timers } = context;
  store.saveTransaction(transaction);
  timers.set("payment", transaction.id, transaction.pursuit.dueAt);
  for (const refund of change.refunds) {
    store.saveRefund(refund);
    timers.set("refund", refund.id, refund.pursuit.dueAt);
  }
  const isNew = change.transaction.auditCount === 0;
  // Every refund has an audit entry of its own behind the first, which tells of the payment's beginning.
  const refunds = () => (change.transaction.auditCount <= 1 ? change.refunds : store.listRefunds(transaction.id));
  const isResting = isFinal(transaction.status) && isAtRest(transaction, refunds());
  if (isResting || !isNew) timers.set("archive", transaction.id, isResting ? now + ARCHIVE_AFTER_MS : null);
}

function dataOf(draft: EventDraft, refunds: readonly Refund[], transaction: Transaction): JsonValue {
  const refund = refunds.find((candidate) => candidate.id === draft.refundId);
  if (refund !== undefined) return renderRefund(refund);
  const payment = renderTransaction(transaction);
  return draft.dispute === undefined ? payment : { ...payment, dispute: draft.dispute };
}

/** Nothing that is not final may be without a timer, or it would wait for ever. */
function assertTimed(transaction: Transaction, refunds: readonly Refund[]): void {
  const isPaymentIdle = !isFinal(transaction.status) && transaction.pursuit.dueAt === null;
  const isRefundIdle = refunds.some((refund) => refund.status === "pending" && refund.pursuit.dueAt === null);
  if (isPaymentIdle || isRefundIdle) throw new Error(`${transaction.id} would be left without a timer`);
}
