import { isCancellable } from "./act.ts";
import type { Draft } from "./draft.ts";
import { cancelIntent } from "./end-payment.ts";
import type { Decision } from "./idempotency.ts";
import { unexpectedState } from "./intent-state.ts";
import type { PaymentIntent } from "./model.ts";
import { oneOf, optional, type Values } from "./params.ts";
import { toIntentBody } from "./wire.ts";

/** The parameters of `POST /v1/payment_intents/:id/cancel`. */
export const CANCEL_PARAMS = {
  cancellation_reason: optional(oneOf("duplicate", "fraudulent", "requested_by_customer", "abandoned")),
};

/** Decides a cancellation: from every state but `succeeded`, `canceled` and `processing`. */
export function decideCancel(intent: PaymentIntent, params: Values<typeof CANCEL_PARAMS>, draft: Draft): Decision {
  if (!isCancellable(intent.status)) {
    return unexpectedState(intent, `You cannot cancel this PaymentIntent because it has a status of ${intent.status}.`);
  }
  const session = draft.find("session", intent.sim.session ?? "");
  if (session?.status === "open") {
    return unexpectedState(intent, "This PaymentIntent belongs to an open Checkout Session: expire that instead.");
  }
  return { body: toIntentBody(cancelIntent(intent, params.cancellation_reason, draft)) };
}
