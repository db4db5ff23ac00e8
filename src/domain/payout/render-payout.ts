import type { JsonValue } from "../../lib/canonical-json.ts";
import { toRfc3339 } from "../../lib/clock.ts";
import { toMajorNumber } from "../money.ts";
import type { PayoutRow } from "../projection.ts";
import type { Payout } from "./payout.ts";

/** A payout in the public shape (contract section 9). */
export function renderPayout(payout: Payout): { [name: string]: JsonValue } {
  return {
    id: payout.id,
    merchant_id: payout.merchantId,
    reference: payout.reference,
    provider: payout.provider,
    account_id: payout.accountId,
    provider_transaction_id: payout.providerTransactionId,
    amount: toMajorNumber(payout.amountMinor, payout.currency),
    amount_minor: payout.amountMinor,
    currency: payout.currency,
    status: payout.status,
    failure: payout.failure as JsonValue,
    review: payout.review as JsonValue,
    recipient: { ...payout.recipient },
    reason: payout.reason,
    metadata: payout.metadata as JsonValue,
    created_at: toRfc3339(payout.createdAt),
    updated_at: toRfc3339(payout.updatedAt),
    completed_at: payout.completedAt === null ? null : toRfc3339(payout.completedAt),
  };
}

/** The payout's row for Postgres. */
export function toPayoutRow(payout: Payout): PayoutRow {
  return {
    id: payout.id,
    merchant_id: payout.merchantId,
    idempotency_key: payout.idempotencyKey,
    reference: payout.reference,
    provider: payout.provider,
    account_id: payout.accountId,
    provider_transaction_id: payout.providerTransactionId,
    provider_receipt: payout.providerReceipt,
    amount_minor: payout.amountMinor,
    currency: payout.currency,
    status: payout.status,
    failure: payout.failure as JsonValue,
    review: payout.review as JsonValue,
    recipient: { ...payout.recipient },
    reason: payout.reason,
    metadata: payout.metadata as JsonValue,
    sequence: payout.auditCount,
    created_at: toRfc3339(payout.createdAt),
    updated_at: toRfc3339(payout.updatedAt),
    completed_at: payout.completedAt === null ? null : toRfc3339(payout.completedAt),
  };
}
