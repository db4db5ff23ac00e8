import type { JsonObject } from "../support/json-input.ts";
import type { Charge, CheckoutSession, Dispute, PaymentIntent, Refund } from "./model.ts";

/** A payment intent as answers and events show it. */
export function toIntentBody({ sim, ...intent }: PaymentIntent): JsonObject {
  const lies = sim.misreports && intent.status === "succeeded";
  const amounts = lies ? { amount: misreport(intent.amount), amount_received: misreport(intent.amount_received) } : {};
  return toBody("payment_intent", { ...intent, ...amounts });
}

/** A charge as answers and events show it. */
export function toChargeBody(charge: Charge): JsonObject {
  return toBody("charge", { ...charge });
}

/** A refund as answers and events show it; what does not apply is left out. */
export function toRefundBody({ failure_reason, pending_reason, ...refund }: Refund): JsonObject {
  const failure = failure_reason === null ? {} : { failure_reason };
  const pending = pending_reason === null ? {} : { pending_reason };
  // Refunds have no `livemode`.
  return { object: "refund", ...refund, ...failure, ...pending };
}

/** A checkout session as answers and events show it. */
export function toSessionBody({ sim, ...session }: CheckoutSession): JsonObject {
  const lies = sim.misreports && session.payment_status === "paid";
  return toBody("checkout.session", {
    ...session,
    ...(lies ? { amount_total: misreport(session.amount_total) } : {}),
  });
}

/** A dispute as answers and events show it. */
export function toDisputeBody(dispute: Dispute): JsonObject {
  return toBody("dispute", { ...dispute });
}

function toBody(object: string, members: JsonObject): JsonObject {
  return { object, ...members, livemode: false };
}

function misreport(amount: number): number {
  return amount > 1 ? amount - 1 : amount + 1;
}
