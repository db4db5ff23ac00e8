import type { JsonValue } from "../../lib/canonical-json.ts";
import { toRfc3339 } from "../../lib/clock.ts";
import { type MinorUnits, toMajorNumber } from "../money.ts";
import type { TransactionRow } from "../projection.ts";
import { paidMinor } from "../refund/refund-balance.ts";
import { isFinal, isPaid } from "./state-machine.ts";
import type { Transaction } from "./transaction.ts";

/** A payment in the public shape (contract section 4) without `next_action`, as lists, events and audit show it. */
export function renderTransaction(transaction: Transaction): { [name: string]: JsonValue } {
  const { amountMinor, amountRefundedMinor, currency } = transaction;
  const captured = capturedMinor(transaction);
  return {
    id: transaction.id,
    merchant_id: transaction.merchantId,
    reference: transaction.reference,
    provider: transaction.provider,
    account_id: transaction.accountId,
    provider_transaction_id: transaction.providerTransactionId,
    provider_receipt: transaction.providerReceipt,
    amount: toMajorNumber(amountMinor, currency),
    amount_minor: amountMinor,
    amount_captured: captured === null ? null : toMajorNumber(captured, currency),
    amount_captured_minor: captured,
    amount_refunded: toMajorNumber(amountRefundedMinor, currency),
    amount_refunded_minor: amountRefundedMinor,
    currency,
    status: transaction.status,
    failure: transaction.failure as JsonValue,
    review: transaction.review as JsonValue,
    customer: { ...transaction.customer },
    payment_method: transaction.paymentMethod,
    description: transaction.description,
    metadata: transaction.metadata as JsonValue,
    idempotency_key: transaction.idempotencyKey,
    created_at: toRfc3339(transaction.createdAt),
    updated_at: toRfc3339(transaction.updatedAt),
    completed_at: transaction.completedAt === null ? null : toRfc3339(transaction.completedAt),
    expires_at: toRfc3339(transaction.expiresAt),
  };
}

/** The same with `next_action`, for the answers of initialize and of a single payment only. */
export function renderTransactionInFull(transaction: Transaction): { [name: string]: JsonValue } {
  return { ...renderTransaction(transaction), next_action: transaction.nextAction as JsonValue };
}

/** What has been taken; null before anything was. */
function capturedMinor(transaction: Transaction): MinorUnits | null {
  return isPaid(transaction.status) ? paidMinor(transaction) : null;
}

/** Older records do not tell their end: nothing but refunds and reviews touches them later. */
function endOf({ status, endedAt, completedAt, updatedAt }: Transaction): number | null {
  return isFinal(status) ? (endedAt ?? completedAt ?? updatedAt) : null;
}

/** The payment's row for Postgres. */
export function toTransactionRow(transaction: Transaction): TransactionRow {
  const shown = renderTransaction(transaction);
  const endedAt = endOf(transaction);
  return {
    id: transaction.id,
    merchant_id: transaction.merchantId,
    operation: "payment",
    idempotency_key: transaction.idempotencyKey,
    reference: transaction.reference,
    provider: transaction.provider,
    account_id: transaction.accountId,
    provider_transaction_id: transaction.providerTransactionId,
    provider_receipt: transaction.providerReceipt,
    amount_minor: transaction.amountMinor,
    amount_refunded_minor: transaction.amountRefundedMinor,
    captured_minor: capturedMinor(transaction),
    currency: transaction.currency,
    status: transaction.status,
    failure: transaction.failure as JsonValue,
    review: transaction.review as JsonValue,
    customer_id: transaction.customer.id,
    customer: { ...transaction.customer },
    payment_method: transaction.paymentMethod,
    description: transaction.description,
    metadata: transaction.metadata as JsonValue,
    provider_response: transaction.providerResponse,
    provider_latency_ms: transaction.providerLatencyMs,
    sequence: transaction.auditCount,
    created_at: String(shown.created_at),
    updated_at: String(shown.updated_at),
    completed_at: transaction.completedAt === null ? null : toRfc3339(transaction.completedAt),
    ended_at: endedAt === null ? null : toRfc3339(endedAt),
    expires_at: toRfc3339(transaction.expiresAt),
  };
}
