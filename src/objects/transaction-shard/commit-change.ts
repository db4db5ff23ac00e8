import type { Actor } from "../../domain/actor.ts";
import { type AuditEntry, appendAuditEntry } from "../../domain/audit/audit-entry.ts";
import type { Change } from "../../domain/change.ts";
import type { GatewayEvent } from "../../domain/event/event.ts";
import { deriveChildId } from "../../domain/identifiers.ts";
import type { InboxItem } from "../../domain/inbox/inbox-item.ts";
import { toWebhookEventRow } from "../../domain/inbox/inbox-item.ts";
import { ARCHIVE_AFTER_MS, isAtRest } from "../../domain/payment/archive.ts";
import { renderTransaction, toTransactionRow } from "../../domain/payment/render-transaction.ts";
import { isFinal } from "../../domain/payment/state-machine.ts";
import type { Transaction } from "../../domain/payment/transaction.ts";
import type { Refund } from "../../domain/refund/refund.ts";
import { renderRefund, toRefundRow } from "../../domain/refund/render-refund.ts";
import { toRfc3339 } from "../../lib/clock.ts";
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
  const { store, timers, outbox } = context;
  const audit = chainAudit(change, actor, now);
  const transaction: Transaction = {
    ...change.transaction,
    auditCount: change.transaction.auditCount + audit.length,
    auditHead: audit.at(-1)?.hash ?? change.transaction.auditHead,
    eventCount: change.transaction.eventCount + change.events.length,
  };
  const events = numberEvents(change, transaction, now);
  assertTimed(transaction, change.refunds);
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
  for (const entry of audit) store.saveAudit(transaction.id, entry);
  for (const event of events) store.saveEvent(event);
  for (const item of inbox) store.saveInboxItem(item);
  if (audit.length > 0 || inbox.length > 0) {
    const projection = {
      transactions: audit.length === 0 ? [] : [toTransactionRow(transaction)],
      refunds: change.refunds.map((refund) => toRefundRow(refund, transaction.auditCount)),
      audit_logs: audit.map((entry) => ({ ...entry, chain: transaction.id, merchant_id: transaction.merchantId })),
      events: events.map((event) => ({ ...event, merchant_id: transaction.merchantId })),
      webhook_events: inbox.map(toWebhookEventRow),
    };
    outbox.append(transaction.id, audit[0]?.sequence ?? transaction.auditCount + 1, projection, now);
  }
  timers.arm(now, outbox.state().nextAt);
  return transaction;
}

function chainAudit(change: Change, actor: Actor, now: number): AuditEntry[] {
  const { id, auditCount, auditHead } = change.transaction;
  const entries: AuditEntry[] = [];
  let previousHash = auditHead;
  for (const draft of change.audit) {
    const sequence = auditCount + entries.length + 1;
    const entryId = deriveChildId(id, "audit", String(sequence));
    const entry = appendAuditEntry(draft, { id: entryId, transactionId: id, sequence, previousHash, actor, now });
    entries.push(entry);
    previousHash = entry.hash;
  }
  return entries;
}

function numberEvents(change: Change, transaction: Transaction, now: number): GatewayEvent[] {
  return change.events.map((draft, index) => {
    const sequence = change.transaction.eventCount + index + 1;
    const refund = change.refunds.find((candidate) => candidate.id === draft.refundId);
    return {
      id: deriveChildId(transaction.id, "event", String(sequence)),
      type: draft.type,
      sequence,
      transaction_id: transaction.id,
      timestamp: toRfc3339(now),
      data: refund === undefined ? renderTransaction(transaction) : renderRefund(refund),
    };
  });
}

/** Nothing that is not final may be without a timer, or it would wait for ever. */
function assertTimed(transaction: Transaction, refunds: readonly Refund[]): void {
  const isPaymentIdle = !isFinal(transaction.status) && transaction.pursuit.dueAt === null;
  const isRefundIdle = refunds.some((refund) => refund.status === "pending" && refund.pursuit.dueAt === null);
  if (isPaymentIdle || isRefundIdle) throw new Error(`${transaction.id} would be left without a timer`);
}
