import type { Refund, Transaction } from "./model.ts";
import type { PaystackView } from "./view.ts";
import { INTEGRATION, toTime, toTransactionBody } from "./wire.ts";

/** How long Paystack says that a refund may take: ten days. */
const EXPECTED_WITHIN_MS = 10 * 24 * 3_600_000;

/**
 * A refund as answers show it. Creating one shows the whole transaction, reading its number alone; `fully_deducted` is
 * true for one read by itself, 1 in a list, and null until the refund is processed.
 */
export function toRefundBody(
  refund: Refund,
  transaction: Transaction,
  shape: "created" | "read" | "listed",
  view: PaystackView,
): Record<string, unknown> {
  const processed = refund.status === "processed";
  return {
    id: refund.id,
    integration: INTEGRATION,
    domain: "test",
    transaction: shape === "created" ? toTransactionBody(transaction, view) : transaction.id,
    dispute: null,
    settlement: null,
    amount: refund.amount,
    deducted_amount: processed ? refund.amount : null,
    fully_deducted: processed ? (shape === "listed" ? 1 : true) : null,
    currency: refund.currency,
    channel: shape === "created" ? null : transaction.channel,
    status: refund.status,
    refunded_by: refund.refunded_by,
    refunded_at: processed ? toTime(refund.updated_at) : null,
    expected_at: toTime(refund.created_at + EXPECTED_WITHIN_MS),
    customer_note: refund.customer_note,
    merchant_note: refund.merchant_note,
    created_at: toTime(refund.created_at),
    updated_at: toTime(refund.updated_at),
    createdAt: toTime(refund.created_at),
    updatedAt: toTime(refund.updated_at),
  };
}

/** A refund as `refund.*` events show it: no number, no notes, another notation of the amount (facts, section 7). */
export function toRefundEventData(
  refund: Refund,
  transaction: Transaction,
  { refund_amount, refund_reference }: ReturnType<PaystackView["quirks"]>,
): Record<string, unknown> {
  const known = refund.status === "processed" || refund.status === "needs-attention";
  const shown = refund_reference === "present" || (refund_reference === "usual" && known);
  return {
    status: refund.status,
    transaction_reference: transaction.reference,
    refund_reference: shown ? `TRF_${refund.id.toString(36)}` : null,
    amount: refund_amount === "string" ? String(refund.amount) : refund.amount,
    currency: refund.currency,
    processor: transaction.channel === "mobile_money" ? (transaction.charge?.provider ?? "mpesa") : "instant-transfer",
    customer: { first_name: null, last_name: null, email: transaction.email },
    integration: INTEGRATION,
    domain: "test",
    ...(refund.status === "needs-attention" ? { id: String(refund.id) } : {}),
  };
}
