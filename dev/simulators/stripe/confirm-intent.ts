import type { JsonObject } from "../support/json-input.ts";
import { attempt } from "./act.ts";
import type { Draft } from "./draft.ts";
import type { Decision } from "./idempotency.ts";
import { newId } from "./ids.ts";
import { unexpectedState } from "./intent-state.ts";
import type { PaymentIntent } from "./model.ts";
import { optional, text, type Values, webAddress } from "./params.ts";
import { toAction } from "./payment-method.ts";
import type { ErrorMembers } from "./stripe-error.ts";
import { toIntentBody } from "./wire.ts";

/** The parameters of `POST /v1/payment_intents/:id/confirm`. */
export const CONFIRM_PARAMS = { payment_method: optional(text(255)), return_url: optional(webAddress) };

/** Decides a confirmation with what the request brings. */
export function decideConfirm(intent: PaymentIntent, params: Values<typeof CONFIRM_PARAMS>, draft: Draft): Decision {
  const { payment_method: method, return_url } = params;
  if (method !== null) toAction(method);
  return confirmIntent(
    {
      ...intent,
      ...(method === null ? {} : { payment_method: newId("pm") }),
      sim: { ...intent.sim, method: method ?? intent.sim.method, return_url: return_url ?? intent.sim.return_url },
    },
    draft,
  );
}

/** Tries to pay an intent with its payment method; a decline is a 402 that has happened all the same. */
export function confirmIntent(intent: PaymentIntent, draft: Draft): Decision {
  const { status, sim } = intent;
  if (status !== "requires_payment_method" && status !== "requires_confirmation" && status !== "requires_action") {
    return unexpectedState(intent, `You cannot confirm this PaymentIntent because it has a status of ${status}.`);
  }
  if (sim.method === null) {
    return unexpectedState(intent, "You cannot confirm this PaymentIntent because it's missing a payment method.");
  }
  const tried = attempt(intent, toAction(sim.method), draft);
  const error = tried.last_payment_error;
  return error === null ? { body: toIntentBody(tried) } : { status: 402, error: toCardError(error, tried) };
}

function toCardError(error: JsonObject, intent: PaymentIntent): ErrorMembers {
  const { doc_url, ...members } = error;
  return { ...members, type: "card_error", message: String(error.message), payment_intent: toIntentBody(intent) };
}
