import type { Draft } from "./draft.ts";
import type { CheckoutSession, PaymentIntent } from "./model.ts";
import { toChargeBody, toIntentBody, toSessionBody } from "./wire.ts";

/** Cancels an intent. What was reserved on a charge is released, which Stripe reports as a refund of it. */
export function cancelIntent(intent: PaymentIntent, reason: string | null, draft: Draft): PaymentIntent {
  const charge = intent.status === "requires_capture" ? draft.find("charge", intent.latest_charge ?? "") : undefined;
  const canceled = draft.put("intent", {
    ...intent,
    status: "canceled",
    amount_capturable: 0,
    canceled_at: draft.seconds,
    cancellation_reason: reason,
    next_action: null,
  });
  if (charge !== undefined) {
    const released = draft.put("charge", { ...charge, amount_refunded: charge.amount, refunded: true });
    draft.emit("charge.refunded", canceled, toChargeBody(released), { amount_refunded: 0, refunded: false });
  }
  draft.emit("payment_intent.canceled", canceled, toIntentBody(canceled));
  return canceled;
}

/** Ends an open session, and the intent that an attempt on its page may have left. */
export function expireSession(session: CheckoutSession, draft: Draft): CheckoutSession {
  const expired = draft.put("session", { ...session, status: "expired", url: null });
  const intent = draft.find("intent", session.sim.intent ?? "");
  if (intent !== undefined) cancelIntent(intent, "automatic", draft);
  draft.emit("checkout.session.expired", expired, toSessionBody(expired));
  return expired;
}
