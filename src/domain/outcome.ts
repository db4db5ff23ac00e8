import type { JsonValue } from "../lib/canonical-json.ts";
import { toStorableJson } from "../lib/storable-json.ts";
import type { Failure } from "./failure.ts";
import type { NextAction } from "./payment/transaction.ts";

/** One exchange with a provider, redacted and cut to size, for the audit trail. */
export interface ProviderExchange {
  readonly method: string;
  readonly url: string;
  readonly status: number | null;
  readonly latency_ms: number;
  readonly request: JsonValue;
  readonly response: JsonValue;
}

/** A receipt, with what keeps receipts of other accounts apart: M-Pesa's short code. Together they name the money. */
export interface ReceiptClaim {
  readonly scope: string;
  readonly receipt: string;
}

/** What a provider says of a payment, in the gateway's terms. Amounts are minor units as the provider told them. */
export interface ReportedPayment {
  readonly kind: "reported";
  readonly status: "pending" | "authorized" | "completed" | "failed" | "cancelled";
  readonly providerTransactionId: string | null;
  /** What the provider says was or will be paid; null when it does not say. */
  readonly amountMinor: number | null;
  readonly currency: string | null;
  /** Our transaction id as the provider repeats it; null when it does not. */
  readonly reference: string | null;
  /**
   * The id of the money itself where it is not the handle, as far as the provider has confirmed it: M-Pesa's receipt, the
   * PaymentIntent behind a Checkout Session. Refunds are asked by it.
   */
  readonly receipt?: string | null;
  /** Set where a receipt has to be claimed for the payment before it counts, because another way may tell of it too. */
  readonly claim?: ReceiptClaim;
  /** What was taken of an authorized amount, minor units; absent or null: all of it. */
  readonly capturedMinor?: number | null;
  readonly failure: Failure | null;
  readonly nextAction: NextAction | null;
  /** Of a failure: the customer may try again under the same handle until the payment expires. */
  readonly mayStillBePaid?: boolean;
  /** Of a failure: the provider has turned away our account, not this payment, and certainly made nothing of it. */
  readonly isAccountRefused?: boolean;
}

/** What a provider says of a refund. */
export interface ReportedRefund {
  readonly kind: "reported";
  readonly status: "pending" | "completed" | "failed";
  readonly providerRefundId: string | null;
  readonly amountMinor: number | null;
  readonly currency: string | null;
  readonly failure: Failure | null;
}

/** A refund in a provider's list of a payment's refunds. `reference`: our refund's id as the provider repeats it, or null. */
export interface ListedRefund extends ReportedRefund {
  readonly reference: string | null;
}

/** What a provider says of money that we sent. */
export interface ReportedPayout {
  readonly kind: "reported";
  readonly status: "pending" | "completed" | "failed";
  readonly providerTransactionId: string | null;
  /** The id of the money itself, as a person finds it: M-Pesa's receipt. */
  readonly receipt: string | null;
  readonly amountMinor: number | null;
  readonly currency: string | null;
  readonly failure: Failure | null;
}

/** What a provider says of a payment that its payer or the payer's bank contests. No money state follows from it. */
export interface ReportedDispute {
  /** The provider's id of the dispute. */
  readonly id: string;
  readonly status: "opened" | "updated" | "closed";
  /** The provider's own word for where it stands. */
  readonly stage: string;
  readonly amountMinor: number | null;
  readonly currency: string | null;
  readonly reason: string | null;
}

/**
 * Money that reached an account without a request of ours, as its provider told: a customer pays a paybill by hand.
 * Believed only once the provider has confirmed it.
 */
export interface ReportedDeposit {
  /** The id of the money at the provider; the same money is told of with the same receipt, by whatever way. */
  readonly receipt: string;
  /** What keeps receipts of different accounts apart: M-Pesa's short code. */
  readonly scope: string;
  readonly amountMinor: number;
  readonly currency: string;
  /** What the payer typed to say what the payment is for. */
  readonly accountReference: string | null;
  readonly payerName: string | null;
  /** The payer's number as the provider shows it, often masked: never an identity. */
  readonly payerPhone: string | null;
  /** When it was paid, epoch milliseconds. */
  readonly paidAt: number | null;
}

/**
 * Outcomes without a statement about the payment. `absent`: the provider answered that it has none (not in doubt).
 * `unknown`: a time-out, a 5xx, an answer that does not parse: anything may have happened. `not_sent`: it never left.
 */
export type Unreported =
  | { readonly kind: "absent" }
  | { readonly kind: "unknown"; readonly reason: string }
  | { readonly kind: "not_sent"; readonly reason: string };

/** The outcome of a call about a payment. */
export type PaymentOutcome = (ReportedPayment | Unreported) & { readonly exchange: ProviderExchange | null };

/** The outcome of a call about a refund. */
export type RefundOutcome = (ReportedRefund | Unreported) & { readonly exchange: ProviderExchange | null };

/** The outcome of a call about a payout. */
export type PayoutOutcome = (ReportedPayout | Unreported) & { readonly exchange: ProviderExchange | null };

/** An outcome without the text that no store and no hash takes: a provider may cut an emoji in half. */
export function toStorableOutcome<Outcome extends PaymentOutcome | RefundOutcome | PayoutOutcome>(
  outcome: Outcome,
): Outcome {
  return toStorableJson(outcome, Number.POSITIVE_INFINITY) as unknown as Outcome;
}
