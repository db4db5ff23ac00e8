import type { Draft } from "./draft.ts";
import { newClientSecret, newId } from "./ids.ts";
import type { CheckoutSession, PaymentIntent } from "./model.ts";
import { toIntentBody, toSessionBody } from "./wire.ts";

/** The intent behind a session; the customer's first attempt makes it, as Stripe does. */
export function intentOfSession(session: CheckoutSession, draft: Draft): PaymentIntent {
  const known = draft.find("intent", session.sim.intent ?? "");
  if (known !== undefined) return known;
  const { intentData, silent, misreports, refunds } = session.sim;
  const id = newId("pi");
  const intent = draft.put("intent", {
    id,
    amount: session.amount_total,
    amount_capturable: 0,
    amount_received: 0,
    automatic_payment_methods: null,
    cancellation_reason: null,
    canceled_at: null,
    client_secret: newClientSecret(id),
    created: draft.seconds,
    currency: session.currency,
    customer: null,
    last_payment_error: null,
    latest_charge: null,
    next_action: null,
    payment_method: null,
    payment_method_types: session.payment_method_types,
    status: "requires_payment_method",
    ...intentData,
    sim: {
      ...{ silent, misreports, refunds },
      session: session.id,
      method: null,
      return_url: session.success_url,
    },
  });
  draft.put("session", { ...session, sim: { ...session.sim, intent: id } });
  draft.emit("payment_intent.created", intent, toIntentBody(intent));
  return intent;
}

/** Tells the session, if the intent has one, how its payment goes: complete, and paid now, later or never. */
export function noteSessionPayment(intent: PaymentIntent, draft: Draft): void {
  const session = draft.find("session", intent.sim.session ?? "");
  if (session === undefined) return;
  const paid = intent.status === "succeeded";
  if (session.status === "open") {
    // A failed attempt leaves the session open for the next.
    if (intent.status === "requires_payment_method") return;
    const email = session.customer_email ?? intent.receipt_email;
    const complete = draft.put("session", {
      ...session,
      status: "complete",
      payment_status: paid ? "paid" : "unpaid",
      payment_intent: intent.id,
      customer_details: { email, name: null, phone: null },
      url: null,
    });
    draft.emit("checkout.session.completed", complete, toSessionBody(complete));
    return;
  }
  if (session.payment_status === "paid") return;
  const settled = paid ? draft.put("session", { ...session, payment_status: "paid" }) : session;
  // An authorisation that is captured by hand makes the session paid, but has no event of the session's.
  if (intent.capture_method === "manual") return;
  const type = paid ? "checkout.session.async_payment_succeeded" : "checkout.session.async_payment_failed";
  draft.emit(type, settled, toSessionBody(settled));
}
