import { type AuditEntry, CHAIN_START } from "../../domain/audit/audit-entry.ts";
import type { ChainTruth } from "../../domain/audit/verify-chain.ts";
import type { Transaction } from "../../domain/payment/transaction.ts";
import type { Refund } from "../../domain/refund/refund.ts";
import type { ShardContext } from "./shard-context.ts";

/** A payment with everything that belongs to it. */
export interface PaymentView {
  readonly transaction: Transaction;
  readonly refunds: readonly Refund[];
  readonly audit: readonly AuditEntry[];
}

/** A payment as it is right now, or null. */
export function readPayment(context: ShardContext, id: string): PaymentView | null {
  const { store } = context;
  const transaction = store.findTransaction(id);
  if (transaction === null) return null;
  return { transaction, refunds: store.listRefunds(id), audit: store.listAudit(id) };
}

/** What rows of a payment or payout in Postgres are held against: count, head and the hashes that may not have arrived yet. */
export function readChainTruth(context: ShardContext, id: string): ChainTruth | null {
  const record = context.store.findTransaction(id) ?? context.payouts.findPayout(id);
  if (record === null) return null;
  const hashes = context.store.listAuditHashes(id);
  const flushed = context.outbox.flushedCount(id, record.auditCount);
  return {
    entries: record.auditCount,
    head: record.auditHead,
    flushed,
    flushedHead: hashes[flushed - 1] ?? CHAIN_START,
    unflushed: hashes.slice(flushed),
  };
}
