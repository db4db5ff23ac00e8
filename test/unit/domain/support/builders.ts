import { deriveChildId, deriveTransactionId } from "../../../../src/domain/identifiers.ts";
import type { MinorUnits } from "../../../../src/domain/money.ts";
import type { ReportedPayment, ReportedRefund } from "../../../../src/domain/outcome.ts";
import { beginPayment } from "../../../../src/domain/payment/begin-payment.ts";
import type { TransactionStatus } from "../../../../src/domain/payment/state-machine.ts";
import type { PaymentTerms, Transaction } from "../../../../src/domain/payment/transaction.ts";
import type { ProviderTimings } from "../../../../src/domain/pursuit.ts";
import type { Refund } from "../../../../src/domain/refund/refund.ts";

/** The moment at which payments of these tests begin. */
export const T0 = Date.UTC(2026, 10, 1);
export const SECOND = 1_000;
export const MINUTE = 60_000;
export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

/** A provider with idempotency keys that live for a day. */
export const TIMINGS: ProviderTimings = {
  firstLookMs: 2_000,
  settlingMs: MINUTE,
  keyLifetimeMs: DAY,
  presumedDeadMs: null,
  settlementWindowMs: 7 * DAY,
  checkoutLifetimeMs: DAY,
};

/** Whole terms; what is left out is an ordinary payment of 1000.00 KES. */
export function terms(overrides: Partial<PaymentTerms> = {}): PaymentTerms {
  return {
    id: deriveTransactionId("merchant-1", "payment", "key-1"),
    merchantId: "merchant-1",
    idempotencyKey: "key-1",
    fingerprint: "f".repeat(64),
    provider: "cpay",
    accountId: "platform:cpay",
    amountMinor: 100_000 as MinorUnits,
    currency: "KES",
    reference: null,
    customer: { id: null, phone: null, email: "jane@example.com", name: null },
    paymentMethod: null,
    description: null,
    metadata: {},
    providerOptions: {},
    returnUrl: null,
    capture: "automatic",
    callbackSecret: "0".repeat(32),
    timings: TIMINGS,
    ...overrides,
  };
}

/** A payment that has just begun: pending, its first attempt open. */
export function begun(overrides: Partial<PaymentTerms> = {}): Transaction {
  return beginPayment(terms(overrides), "owner-1", T0).transaction;
}

/** A payment in some state, acknowledged by its provider, nothing open. */
export function inState(status: TransactionStatus, overrides: Partial<Transaction> = {}): Transaction {
  const fresh = begun();
  const isFinal = !["pending", "processing", "authorized"].includes(status);
  return {
    ...fresh,
    status,
    providerTransactionId: "cp_1",
    pursuit: { ...fresh.pursuit, attempt: null, acknowledged: true, dueAt: isFinal ? null : T0 + MINUTE },
    ...overrides,
  };
}

/** What a provider says of the payment above. */
export function report(status: ReportedPayment["status"], overrides: Partial<ReportedPayment> = {}): ReportedPayment {
  return {
    kind: "reported",
    status,
    providerTransactionId: "cp_1",
    amountMinor: 100_000,
    currency: "KES",
    reference: terms().id,
    failure: null,
    nextAction: null,
    ...overrides,
  };
}

/** A refund of a payment above, pending and acknowledged, nothing open. */
export function refundOf(transaction: Transaction, key: string, overrides: Partial<Refund> = {}): Refund {
  return {
    id: deriveChildId(transaction.id, "refund", key),
    transactionId: transaction.id,
    merchantId: transaction.merchantId,
    origin: "api",
    idempotencyKey: key,
    fingerprint: "e".repeat(64),
    providerRefundId: `cr_${key}`,
    amountMinor: 10_000 as MinorUnits,
    currency: transaction.currency,
    status: "pending",
    reason: null,
    failure: null,
    createdAt: T0,
    updatedAt: T0,
    completedAt: null,
    pursuit: { ...begun().pursuit, attempt: null, acknowledged: true, dueAt: T0 + MINUTE },
    ...overrides,
  };
}

/** What a provider says of a refund above. */
export function refundReport(
  refund: Refund,
  status: ReportedRefund["status"],
  overrides: Partial<ReportedRefund> = {},
): ReportedRefund {
  return {
    kind: "reported",
    status,
    providerRefundId: refund.providerRefundId,
    amountMinor: refund.amountMinor,
    currency: refund.currency,
    failure: null,
    ...overrides,
  };
}
