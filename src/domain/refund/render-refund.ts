import type { JsonValue } from "../../lib/canonical-json.ts";
import { toRfc3339 } from "../../lib/clock.ts";
import { toMajorNumber } from "../money.ts";
import type { Transaction } from "../payment/transaction.ts";
import type { RefundRow } from "../projection.ts";
import type { Refund } from "./refund.ts";

/** A refund in the public shape (contract section 9). */
export function renderRefund(refund: Refund): { [name: string]: JsonValue } {
  return {
    id: refund.id,
    transaction_id: refund.transactionId,
    provider_refund_id: refund.providerRefundId,
    origin: refund.origin,
    amount: toMajorNumber(refund.amountMinor, refund.currency),
    amount_minor: refund.amountMinor,
    currency: refund.currency,
    status: refund.status,
    reason: refund.reason,
    failure: refund.failure as JsonValue,
    created_at: toRfc3339(refund.createdAt),
    completed_at: refund.completedAt === null ? null : toRfc3339(refund.completedAt),
  };
}

/** The refund's row for Postgres, with its payment at the time, whose version is the row's `sequence`. */
export function toRefundRow(refund: Refund, payment: Transaction): RefundRow {
  return {
    id: refund.id,
    transaction_id: refund.transactionId,
    merchant_id: refund.merchantId,
    provider: payment.provider,
    account_id: payment.accountId,
    idempotency_key: refund.idempotencyKey,
    provider_refund_id: refund.providerRefundId,
    origin: refund.origin,
    amount_minor: refund.amountMinor,
    currency: refund.currency,
    status: refund.status,
    reason: refund.reason,
    failure: refund.failure as JsonValue,
    sequence: payment.auditCount,
    created_at: toRfc3339(refund.createdAt),
    updated_at: toRfc3339(refund.updatedAt),
    completed_at: refund.completedAt === null ? null : toRfc3339(refund.completedAt),
  };
}
