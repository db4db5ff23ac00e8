import { canonicalJson } from "../../lib/canonical-json.ts";
import { sha256Hex } from "../../lib/hash.ts";
import { type Change, chain, compact, paymentChange } from "../change.ts";
import { deriveTransactionId, type TransactionId } from "../identifiers.ts";
import type { MinorUnits } from "../money.ts";
import type { ReportedDeposit, ReportedPayment } from "../outcome.ts";
import { beginPayment } from "../payment/begin-payment.ts";
import { applyReport } from "../payment/settle-payment.ts";
import type { PaymentTerms } from "../payment/transaction.ts";
import type { ProviderTimings } from "../pursuit.ts";
import type { Deposit, DepositRoute } from "./deposit.ts";

/** A payer's number without anything masked; whatever else a provider shows identifies nobody. */
const FULL_NUMBER = /^\+?[0-9]{9,15}$/;

/** The id of the payment that a deposit becomes for a merchant: always the same, so that it is made once. */
export function depositedPaymentId(merchantId: string, { scope, receipt }: ReportedDeposit): TransactionId {
  return deriveTransactionId(merchantId, "deposit", canonicalJson([scope, receipt]));
}

/** The terms of a payment that nobody asked for. Its deposit's id stands in for the idempotency key. */
export function depositedTerms(
  deposit: Deposit,
  route: DepositRoute,
  timings: ProviderTimings,
  callbackSecret: string,
): PaymentTerms {
  const { reported } = deposit;
  const phone = reported.payerPhone !== null && FULL_NUMBER.test(reported.payerPhone) ? reported.payerPhone : null;
  return {
    id: route.transactionId,
    merchantId: route.merchantId,
    idempotencyKey: deposit.id,
    fingerprint: sha256Hex(canonicalJson([reported.scope, reported.receipt])),
    provider: deposit.provider,
    accountId: deposit.accountId,
    amountMinor: reported.amountMinor as MinorUnits,
    currency: reported.currency,
    reference: reported.accountReference,
    customer: { id: null, phone, email: null, name: reported.payerName },
    paymentMethod: "c2b",
    description: null,
    metadata: compact({
      deposit_id: deposit.id,
      receipt: reported.receipt,
      payer_phone: phone === null ? reported.payerPhone : null,
    }),
    providerOptions: {},
    returnUrl: null,
    capture: "automatic",
    callbackSecret,
    timings,
  };
}

/** What a confirmed deposit says of the payment it goes to. */
export function reportDeposited({ reported }: Deposit, route: DepositRoute): ReportedPayment {
  return {
    kind: "reported",
    status: "completed",
    providerTransactionId: route.isHandle ? reported.receipt : null,
    amountMinor: reported.amountMinor,
    currency: reported.currency,
    reference: route.transactionId,
    receipt: reported.receipt,
    failure: null,
    nextAction: null,
  };
}

/** Makes a payment of a deposit: begun and completed in one step, since its money has arrived. Nothing is ever sent. */
export function beginDeposited(terms: PaymentTerms, deposit: Deposit, route: DepositRoute, now: number): Change {
  const begun = beginPayment(terms, "", now);
  const { pursuit } = begun.transaction;
  const unsent = { ...begun.transaction, pursuit: { ...pursuit, attempt: null, dueAt: null } };
  const origin = {
    type: route.isAssigned ? "deposit.assigned" : "deposit.applied",
    data: compact({
      deposit_id: deposit.id,
      receipt: deposit.reported.receipt,
      account_reference: deposit.reported.accountReference,
    }),
  };
  return chain({ ...begun, transaction: unsent }, (transaction) =>
    chain(paymentChange(transaction, [origin]), (known) =>
      applyReport(known, reportDeposited(deposit, route), null, true, now),
    ),
  );
}
