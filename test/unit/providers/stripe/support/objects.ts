import { terms } from "../../../domain/support/builders.ts";

/** The payment that all objects of these tests belong to. */
export const PAYMENT_ID = terms().id;

/** A PaymentIntent as Stripe shows it, of 1000.00 KES. */
export function intent(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id: "pi_1",
    object: "payment_intent",
    amount: 100_000,
    amount_received: 0,
    currency: "kes",
    status: "requires_payment_method",
    capture_method: "automatic",
    client_secret: "pi_1_secret_x",
    cancellation_reason: null,
    last_payment_error: null,
    next_action: null,
    metadata: { transaction_id: PAYMENT_ID },
    ...changes,
  };
}

/** A Checkout Session of 1000.00 KES. */
export function session(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id: "cs_1",
    object: "checkout.session",
    status: "open",
    payment_status: "unpaid",
    amount_total: 100_000,
    currency: "kes",
    url: "https://checkout.stripe.com/c/pay/cs_1",
    client_reference_id: PAYMENT_ID,
    payment_intent: null,
    metadata: { transaction_id: PAYMENT_ID },
    ...changes,
  };
}

/** A refund of 250.00 KES that was made in Stripe's dashboard. */
export function stripeRefund(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id: "re_1",
    object: "refund",
    amount: 25_000,
    currency: "kes",
    status: "succeeded",
    payment_intent: "pi_1",
    metadata: {},
    ...changes,
  };
}

/** An event around an object. */
export function event(type: string, object: unknown, changes: Record<string, unknown> = {}): Record<string, unknown> {
  return { id: "evt_1", object: "event", api_version: "2026-10-28.endive", type, data: { object }, ...changes };
}
