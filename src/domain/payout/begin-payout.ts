import { CHAIN_START } from "../audit/audit-entry.ts";
import { compact } from "../change.ts";
import { formatAmount } from "../money.ts";
import { startPursuit } from "../pursuit.ts";
import type { Payout, PayoutTerms } from "./payout.ts";
import { type PayoutChange, payoutChange } from "./payout-change.ts";

/** Makes a payout and the permission to send it to its provider, before anything leaves the gateway. */
export function beginPayout(terms: PayoutTerms, owner: string, now: number): PayoutChange {
  const payout: Payout = {
    ...terms,
    status: "pending",
    providerTransactionId: null,
    providerReceipt: null,
    receiptCandidate: null,
    failure: null,
    review: null,
    createdAt: now,
    updatedAt: now,
    completedAt: null,
    pursuit: startPursuit(owner, now, terms.timings),
    auditCount: 0,
    auditHead: CHAIN_START,
    eventCount: 0,
  };
  const data = compact({
    status: "pending",
    provider: terms.provider,
    account_id: terms.accountId,
    amount: formatAmount(terms.amountMinor, terms.currency),
    amount_minor: terms.amountMinor,
    currency: terms.currency,
    recipient: { ...terms.recipient },
    reference: terms.reference,
    reason: terms.reason,
    idempotency_key: terms.idempotencyKey,
    request_fingerprint: terms.fingerprint,
  });
  return payoutChange(payout, [{ type: "payout.initiated", data }]);
}
