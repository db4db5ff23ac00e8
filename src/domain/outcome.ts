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
  readonly failure: Failure | null;
  readonly nextAction: NextAction | null;
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

/** An outcome without the text that no store and no hash takes: a provider may cut an emoji in half. */
export function toStorableOutcome<Outcome extends PaymentOutcome | RefundOutcome>(outcome: Outcome): Outcome {
  return toStorableJson(outcome, Number.POSITIVE_INFINITY) as unknown as Outcome;
}
