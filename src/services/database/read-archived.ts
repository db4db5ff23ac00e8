import { verifyChain } from "../../domain/audit/verify-chain.ts";
import type { ExportedRecord } from "../../domain/database-check/exported.ts";
import type { Finding } from "../../domain/database-check/finding.ts";
import { type ArchivedPayment, fromArchiveContent, type Tombstone } from "../../domain/payment/archive.ts";
import { toTransactionRow } from "../../domain/payment/render-transaction.ts";
import { toRefundRow } from "../../domain/refund/render-refund.ts";
import { findArchive } from "../../storage/postgres/archive-repository.ts";
import { readChain } from "../../storage/postgres/audit-log-repository.ts";
import type { Gateway } from "../gateway.ts";
import { readDatabase } from "../read-database.ts";

/** An archived payment as far as it can be had: with its rows, or with what is lost of it. */
export interface ArchivedRecord {
  readonly record: ExportedRecord;
  readonly findings: readonly Finding[];
}

/**
 * Reads the rows of a payment of which its shard keeps a tombstone alone: from its archive if that is still what left
 * the shard. If it is not, nobody can tell its rows any more; of its audit trail the tombstone knows length and head.
 */
export async function readArchived(
  { postgres }: Pick<Gateway, "postgres">,
  record: ExportedRecord,
  tombstone: Tombstone,
): Promise<ArchivedRecord> {
  const content = await readDatabase(() => findArchive(postgres, tombstone.id));
  const payment = content === null ? null : fromArchiveContent(content, tombstone);
  if (payment !== null) return { record: withRows(record, payment), findings: [] };
  const { id, merchantId, auditCount, auditHead } = tombstone;
  const rows = await readDatabase(() => readChain(postgres, id, merchantId));
  const truth = { entries: auditCount, head: auditHead, flushed: auditCount, flushedHead: auditHead, unflushed: [] };
  const tables = verifyChain(rows, truth).valid ? ["archives"] : ["archives", "audit_logs"];
  return { record, findings: tables.map((table) => lost(table, id)) };
}

function withRows(record: ExportedRecord, { transaction, refunds, audit, events }: ArchivedPayment): ExportedRecord {
  const { id, merchantId, auditCount, auditHead } = transaction;
  return {
    ...record,
    chain: { entries: auditCount, head: auditHead },
    projection: {
      transactions: [toTransactionRow(transaction)],
      refunds: refunds.map((refund) => toRefundRow(refund, transaction)),
      audit_logs: audit.map((entry) => ({ ...entry, chain: id, merchant_id: merchantId })),
      events: events.map((event) => ({ ...event, merchant_id: merchantId })),
    },
  };
}

function lost(table: string, id: string): Finding {
  return { table, id, owner: id, kind: "lost", columns: [], repaired: false };
}
