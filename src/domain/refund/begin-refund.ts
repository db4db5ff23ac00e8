import { type Change, compact } from "../change.ts";
import type { RefundId } from "../identifiers.ts";
import { formatAmount, type MinorUnits } from "../money.ts";
import { isPaid } from "../payment/state-machine.ts";
import type { Transaction } from "../payment/transaction.ts";
import { startPursuit } from "../pursuit.ts";
import type { Refund } from "./refund.ts";
import { refundableMinor } from "./refund-balance.ts";

/** What a merchant asked for. */
export interface RefundTerms {
  readonly id: RefundId;
  readonly idempotencyKey: string;
  readonly fingerprint: string;
  /** Null: all that is left. */
  readonly amountMinor: MinorUnits | null;
  readonly reason: string | null;
}

/** What came of it. Refusals leave nothing behind. */
export type RefundStart =
  | { readonly started: true; readonly change: Change; readonly refund: Refund }
  | { readonly started: false; readonly why: "not_paid" }
  | { readonly started: false; readonly why: "exceeds_balance"; readonly refundableMinor: MinorUnits };

/** Reserves the amount and opens the permission to ask the provider; pending refunds count, so sums never overlap. */
export function beginRefund(
  transaction: Transaction,
  refunds: readonly Refund[],
  terms: RefundTerms,
  owner: string,
  now: number,
): RefundStart {
  if (!isPaid(transaction.status)) return { started: false, why: "not_paid" };
  const left = refundableMinor(transaction, refunds);
  const amountMinor = terms.amountMinor ?? left;
  if (amountMinor === 0 || amountMinor > left) return { started: false, why: "exceeds_balance", refundableMinor: left };
  const refund: Refund = {
    id: terms.id,
    transactionId: transaction.id,
    merchantId: transaction.merchantId,
    origin: "api",
    idempotencyKey: terms.idempotencyKey,
    fingerprint: terms.fingerprint,
    providerRefundId: null,
    amountMinor,
    currency: transaction.currency,
    status: "pending",
    reason: terms.reason,
    failure: null,
    createdAt: now,
    updatedAt: now,
    completedAt: null,
    pursuit: startPursuit(owner, now, transaction.timings),
  };
  const entry = {
    type: "refund.initiated",
    data: compact({
      refund_id: refund.id,
      amount: formatAmount(amountMinor, refund.currency),
      amount_minor: amountMinor,
      currency: refund.currency,
      reason: refund.reason,
      idempotency_key: refund.idempotencyKey,
    }),
  };
  return {
    started: true,
    refund,
    change: {
      transaction: { ...transaction, updatedAt: now },
      refunds: [refund],
      audit: [entry],
      events: [{ type: "refund.processing", refundId: refund.id }],
    },
  };
}
