import type { ExportedKind, ExportedRecord, ExportPage, IdRange } from "../../domain/database-check/exported.ts";
import type { Deposit } from "../../domain/deposit/deposit.ts";
import { toDepositRow } from "../../domain/deposit/render-deposit.ts";
import { toWebhookEventRow } from "../../domain/inbox/inbox-item.ts";
import { toTransactionRow } from "../../domain/payment/render-transaction.ts";
import type { Transaction } from "../../domain/payment/transaction.ts";
import type { Payout } from "../../domain/payout/payout.ts";
import { toPayoutRow } from "../../domain/payout/render-payout.ts";
import type { Projection } from "../../domain/projection.ts";
import { toRefundRow } from "../../domain/refund/render-refund.ts";
import type { ShardContext } from "./shard-context.ts";

/** The tables whose keys are the ids of a kind's records. */
const TABLES: Readonly<Record<ExportedKind, readonly string[]>> = {
  payments: ["transactions", "payouts", "tombstones"],
  webhook_events: ["inbox"],
  deposits: ["receipts"],
};

/** What Postgres ought to hold of a stretch of this shard's records, as it was told or will be. */
export function exportInShard(context: ShardContext, kind: ExportedKind, range: IdRange, limit: number): ExportPage {
  const ids = listIds(context, kind, range, limit + 1);
  const records = ids.slice(0, limit).flatMap((id) => exportRecord(context, kind, id) ?? []);
  return { records, next: ids[limit] ?? null };
}

function listIds({ storage }: ShardContext, kind: ExportedKind, { from, to }: IdRange, limit: number): string[] {
  const parts = TABLES[kind].map(
    (table) => `SELECT * FROM (SELECT id FROM ${table} WHERE id >= ?1 AND id < ?2 ORDER BY id LIMIT ?3)`,
  );
  const rows = storage.sql.exec(`${parts.join(" UNION ALL ")} ORDER BY id LIMIT ?3`, from, to, limit);
  return [...rows].map((row) => String(row.id));
}

function exportRecord(context: ShardContext, kind: ExportedKind, id: string): ExportedRecord | null {
  switch (kind) {
    case "payments":
      return exportPayment(context, id);
    case "webhook_events": {
      const item = context.store.findInboxItem(id);
      if (item === null || item.isTrace === true) return null;
      return alone(context, id, { webhook_events: [toWebhookEventRow(item)] });
    }
    case "deposits": {
      const deposit: Deposit | null = context.deposits.findDeposit(id);
      return deposit === null ? null : alone(context, id, { deposits: [toDepositRow(deposit)] });
    }
  }
}

function exportPayment(context: ShardContext, id: string): ExportedRecord | null {
  const transaction = context.store.findTransaction(id);
  if (transaction !== null) {
    const refunds = context.store.listRefunds(id).map((refund) => toRefundRow(refund, transaction));
    return withHistory(context, transaction, { transactions: [toTransactionRow(transaction)], refunds });
  }
  const payout = context.payouts.findPayout(id);
  if (payout !== null) return withHistory(context, payout, { payouts: [toPayoutRow(payout)] });
  const tombstone = context.archive.findTombstone(id);
  if (tombstone === null) return null;
  return { ...alone(context, id, {}), merchantId: tombstone.merchantId, tombstone };
}

function withHistory(context: ShardContext, record: Transaction | Payout, state: Projection): ExportedRecord {
  const { id, merchantId, auditCount, auditHead } = record;
  const audit = context.store.listAudit(id).map((entry) => ({ ...entry, chain: id, merchant_id: merchantId }));
  const events = context.archive.listEvents(id).map((event) => ({ ...event, merchant_id: merchantId }));
  return {
    ...alone(context, id, { ...state, audit_logs: audit, events }),
    merchantId,
    chain: { entries: auditCount, head: auditHead },
  };
}

function alone({ outbox }: ShardContext, id: string, projection: Projection): ExportedRecord {
  return { id, merchantId: null, projection, chain: null, isPending: outbox.isOnItsWay(id), tombstone: null };
}
