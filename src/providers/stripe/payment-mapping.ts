import type { Failure } from "../../domain/failure.ts";
import type { ReportedPayment } from "../../domain/outcome.ts";
import type { NextAction } from "../../domain/payment/transaction.ts";
import { fromStripeAmount } from "./stripe-money.ts";
import type { CheckoutSession, PaymentIntent } from "./wire.ts";

/** The metadata that ties every object of ours to its payment. */
export const TRANSACTION_METADATA = "transaction_id";
/** The metadata that tells the intent behind a hosted page, and the page whose payment is captured by hand. */
export const MODE_METADATA = "gateway_mode";
export const CAPTURE_METADATA = "gateway_capture";

/** What a customer's page needs beside the client secret. */
interface PageKeys {
  readonly publishableKey?: string | undefined;
}

/**
 * A PaymentIntent in the gateway's terms, or null for a status this adapter does not know. A failed attempt is no failed
 * payment: the intent waits for another card until it succeeds or is cancelled.
 */
export function fromPaymentIntent(intent: PaymentIntent, keys: PageKeys = {}): ReportedPayment | null {
  const status = statusOfIntent(intent.status);
  if (status === null) return null;
  const isHosted = intent.metadata?.[MODE_METADATA] === "checkout";
  const received = intent.amount_received ?? null;
  return {
    kind: "reported",
    status,
    providerTransactionId: isHosted ? null : intent.id,
    receipt: isHosted ? intent.id : null,
    amountMinor: fromStripeAmount(intent.amount, intent.currency),
    capturedMinor: status === "completed" && received !== null ? fromStripeAmount(received, intent.currency) : null,
    currency: intent.currency,
    reference: intent.metadata?.[TRANSACTION_METADATA] ?? null,
    failure: status === "cancelled" ? cancellationOf(intent.cancellation_reason ?? null) : null,
    nextAction: status === "pending" && !isHosted ? nextActionOf(intent, keys) : null,
  };
}

/**
 * A Checkout Session in the gateway's terms. `complete` alone is not paid: delayed methods finish later, and what manual
 * capture has authorized or taken of the amount only the intent tells.
 */
export function fromSession(session: CheckoutSession): ReportedPayment {
  const isManual = session.metadata?.[CAPTURE_METADATA] === "manual";
  const isPaid = !isManual && (session.payment_status === "paid" || session.payment_status === "no_payment_required");
  const isExpired = session.status === "expired";
  const isOpen = session.status === "open" && typeof session.url === "string";
  const currency = session.currency ?? null;
  const total = session.amount_total ?? null;
  return {
    kind: "reported",
    status: isPaid ? "completed" : isExpired ? "cancelled" : "pending",
    providerTransactionId: session.id,
    receipt: session.payment_intent,
    amountMinor: total === null || currency === null ? null : fromStripeAmount(total, currency),
    currency,
    reference: session.client_reference_id ?? session.metadata?.[TRANSACTION_METADATA] ?? null,
    failure: isExpired && !isPaid ? { code: "expired", message: "The customer did not pay in time." } : null,
    nextAction: isOpen && !isPaid ? { type: "redirect", url: session.url ?? "" } : null,
  };
}

/** Why the last attempt to pay failed, in Stripe's words. */
export function lastFailureOf(intent: PaymentIntent): Failure | null {
  const error = intent.last_payment_error;
  if (!error) return null;
  const code = error.decline_code || error.code || "card_declined";
  return { code: code.slice(0, 64), message: (error.message || "The card was declined.").slice(0, 512) };
}

function statusOfIntent(status: string): ReportedPayment["status"] | null {
  switch (status) {
    case "requires_payment_method":
    case "requires_confirmation":
    case "requires_action":
    case "processing":
      return "pending";
    case "requires_capture":
      return "authorized";
    case "succeeded":
      return "completed";
    case "canceled":
      return "cancelled";
    default:
      return null;
  }
}

function nextActionOf(intent: PaymentIntent, { publishableKey }: PageKeys): NextAction | null {
  const redirect = intent.next_action?.redirect_to_url?.url;
  if (redirect) return { type: "redirect", url: redirect };
  if (!intent.client_secret) return null;
  return {
    type: "client_secret",
    client_secret: intent.client_secret,
    ...(publishableKey === undefined ? {} : { publishable_key: publishableKey }),
  };
}

/** Only what ended without anybody asking for it is worth a reason. */
function cancellationOf(reason: string | null): Failure | null {
  if (reason === null || reason === "requested_by_customer" || reason === "duplicate") return null;
  if (reason === "expired") return { code: "expired", message: "What was authorized was not captured in time." };
  if (reason === "abandoned") return { code: "expired", message: "The customer did not pay in time." };
  return { code: `cancelled_${reason}`.slice(0, 64), message: "Stripe has cancelled the payment." };
}
