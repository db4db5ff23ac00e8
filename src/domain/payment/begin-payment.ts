import { CHAIN_START } from "../audit/audit-entry.ts";
import { type Change, compact, paymentChange } from "../change.ts";
import { formatAmount, ZERO } from "../money.ts";
import { startPursuit } from "../pursuit.ts";
import type { PaymentTerms, Transaction } from "./transaction.ts";

/** Makes a payment and the permission to send it to its provider, before anything leaves the gateway. */
export function beginPayment(terms: PaymentTerms, owner: string, now: number): Change {
  const transaction: Transaction = {
    ...terms,
    status: "pending",
    providerTransactionId: null,
    providerReceipt: null,
    receiptCandidate: null,
    capturedMinor: null,
    commands: [],
    amountRefundedMinor: ZERO,
    failure: null,
    review: null,
    nextAction: null,
    createdAt: now,
    updatedAt: now,
    completedAt: null,
    expiresAt: now + terms.timings.checkoutLifetimeMs,
    pursuit: startPursuit(owner, now, terms.timings),
    providerLatencyMs: null,
    providerResponse: null,
    auditCount: 0,
    auditHead: CHAIN_START,
    eventCount: 0,
  };
  const initiated = {
    type: "payment.initiated",
    data: compact({
      status: "pending",
      provider: terms.provider,
      account_id: terms.accountId,
      alternatives: terms.alternatives?.map(({ provider }) => provider),
      amount: formatAmount(terms.amountMinor, terms.currency),
      amount_minor: terms.amountMinor,
      currency: terms.currency,
      reference: terms.reference,
      idempotency_key: terms.idempotencyKey,
      request_fingerprint: terms.fingerprint,
    }),
  };
  return paymentChange(transaction, [initiated], [{ type: "payment.initiated" }]);
}
