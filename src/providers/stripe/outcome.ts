import type { PaymentOutcome, RefundOutcome, ReportedPayment } from "../../domain/outcome.ts";
import { fromPaymentIntent, fromSession } from "./payment-mapping.ts";
import { fromRefund } from "./refund-mapping.ts";
import type { StripeAnswer } from "./stripe-call.ts";
import { paymentIntentSchema, refundSchema, sessionSchema } from "./wire.ts";

/** What an answer that should hold a PaymentIntent says. */
export function toIntentOutcome(answer: StripeAnswer, publishableKey?: string): PaymentOutcome {
  if (answer.kind !== "answered") return toSilence(answer);
  const intent = paymentIntentSchema.safeParse(answer.body);
  const reported = intent.success ? fromPaymentIntent(intent.data, { publishableKey }) : null;
  if (reported !== null) return { ...reported, exchange: answer.exchange };
  return { kind: "unknown", reason: "unexpected_answer", exchange: answer.exchange };
}

/** What an answer that should hold a Checkout Session says. */
export function toSessionOutcome(answer: StripeAnswer): PaymentOutcome {
  if (answer.kind !== "answered") return toSilence(answer);
  const session = sessionSchema.safeParse(answer.body);
  if (session.success) return { ...fromSession(session.data), exchange: answer.exchange };
  return { kind: "unknown", reason: "unexpected_answer", exchange: answer.exchange };
}

/** What an answer that should hold a refund says; `isNew`: a refusal is for good. */
export function toRefundOutcome(answer: StripeAnswer, isNew: boolean): RefundOutcome {
  if (answer.kind === "refused" && isNew) {
    const failure = { code: answer.code, message: answer.message };
    const nothing = { providerRefundId: null, amountMinor: null, currency: null };
    return { kind: "reported", status: "failed", ...nothing, failure, exchange: answer.exchange };
  }
  if (answer.kind !== "answered") return toSilence(answer);
  const refund = refundSchema.safeParse(answer.body);
  if (refund.success) return { ...fromRefund(refund.data), exchange: answer.exchange };
  return { kind: "unknown", reason: "unexpected_answer", exchange: answer.exchange };
}

/** Whether a request was turned away for the account's key: Stripe has not looked at what an earlier one has made. */
export function isAboutTheAccount(answer: StripeAnswer): boolean {
  return answer.kind === "refused" && (answer.status === 401 || answer.status === 403);
}

/** A payment that Stripe refused to make: nothing was charged. */
export function toRefusedOutcome(answer: Extract<StripeAnswer, { kind: "refused" }>): PaymentOutcome {
  const failure = failed(answer.code, answer.message);
  const { exchange } = answer;
  return isAboutTheAccount(answer) ? { ...failure, isAccountRefused: true, exchange } : { ...failure, exchange };
}

/** A failure that is nobody's object: no handle, no amount. */
export function failed(code: string, message: string): ReportedPayment {
  return {
    kind: "reported",
    status: "failed",
    providerTransactionId: null,
    amountMinor: null,
    currency: null,
    reference: null,
    failure: { code, message },
    nextAction: null,
  };
}

type Silence = Extract<PaymentOutcome & RefundOutcome, { kind: "unknown" | "not_sent" }>;

/** A call that says nothing about a payment; a refusal of a mere question says nothing either. */
export function toSilence(answer: Exclude<StripeAnswer, { kind: "answered" }>): Silence {
  if (answer.kind === "not_sent") return answer;
  const reason = answer.kind === "refused" ? answer.code : answer.reason;
  return { kind: "unknown", reason, exchange: answer.exchange };
}
