import { type Change, chain, compact } from "../change.ts";
import { deriveChildId } from "../identifiers.ts";
import { formatAmount, MAX_MINOR_DIGITS, type MinorUnits } from "../money.ts";
import type { ReportedRefund } from "../outcome.ts";
import type { Transaction } from "../payment/transaction.ts";
import { flagForReview } from "../payment/transition.ts";
import { type ProviderTimings, type Pursuit, pollBackoffMs } from "../pursuit.ts";
import type { Refund } from "./refund.ts";
import { refundableMinor } from "./refund-balance.ts";
import { applyRefundReport } from "./settle-refund.ts";

/** Why a refund that a provider tells of cannot be recorded, or null when it can. */
export function findRecordingFault(transaction: Transaction, reported: ReportedRefund): string | null {
  const { providerRefundId, amountMinor, currency } = reported;
  // Without an id of its own, every message about it would count as another refund.
  if (providerRefundId === null) return "refund_without_id";
  if (currency !== null && currency.toUpperCase() !== transaction.currency) return "refund_currency_mismatch";
  const isAmount = amountMinor !== null && Number.isInteger(amountMinor) && amountMinor > 0;
  return isAmount && amountMinor < 10 ** MAX_MINOR_DIGITS ? null : "refund_amount_unknown";
}

/**
 * Records a refund that was made at the provider itself. It is real money: what exceeds the payment is recorded too, and
 * a person is asked. Call it only when {@link findRecordingFault} finds nothing.
 */
export function recordProviderRefund(
  transaction: Transaction,
  refunds: readonly Refund[],
  reported: ReportedRefund,
  now: number,
): Change {
  const refund = toProviderRefund(transaction, reported, now);
  const entry = {
    type: "refund.made_at_provider",
    data: compact({
      refund_id: refund.id,
      provider_refund_id: refund.providerRefundId,
      amount: formatAmount(refund.amountMinor, refund.currency),
      amount_minor: refund.amountMinor,
      currency: refund.currency,
    }),
  };
  const told = applyRefundReport(transaction, refunds, refund, reported, null, true, now);
  const isPending = reported.status === "pending";
  const recorded: Change = {
    ...told,
    transaction: { ...told.transaction, updatedAt: now },
    audit: [entry, ...told.audit],
    events: isPending ? [{ type: "refund.processing", refundId: refund.id }] : told.events,
  };
  const isTooMuch = refund.amountMinor > refundableMinor(transaction, refunds);
  if (reported.status === "failed" || !isTooMuch) return recorded;
  return chain(recorded, (given) =>
    flagForReview(given, "refunds_exceed_payment", now, { refund_id: refund.id, amount_minor: refund.amountMinor }),
  );
}

function toProviderRefund(transaction: Transaction, reported: ReportedRefund, now: number): Refund {
  const handle = reported.providerRefundId ?? "";
  return {
    // Follows from the provider's id alone, so that every message about it means the same refund.
    id: deriveChildId(transaction.id, "provider_refund", handle),
    transactionId: transaction.id,
    merchantId: transaction.merchantId,
    origin: "provider",
    idempotencyKey: null,
    fingerprint: "",
    providerRefundId: handle,
    amountMinor: (reported.amountMinor ?? 0) as MinorUnits,
    currency: transaction.currency,
    status: "pending",
    reason: null,
    failure: null,
    createdAt: now,
    updatedAt: now,
    completedAt: null,
    pursuit: watched(now, transaction.timings),
  };
}

/** Acknowledged from the start and never sent by us: it is only ever asked about. */
function watched(now: number, timings: ProviderTimings): Pursuit {
  return {
    attempt: null,
    attempts: 0,
    firstSentAt: now,
    lastSendEndsAt: now,
    acknowledged: true,
    looks: 0,
    lastLookAt: null,
    dueAt: now + pollBackoffMs(0, timings),
  };
}
