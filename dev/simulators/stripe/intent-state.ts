import type { Decision } from "./idempotency.ts";
import type { PaymentIntent } from "./model.ts";
import { toIntentBody } from "./wire.ts";

/** 400 `payment_intent_unexpected_state`, with the intent as it is. */
export function unexpectedState(intent: PaymentIntent, message: string): Decision {
  const error = { type: "invalid_request_error", code: "payment_intent_unexpected_state", message } as const;
  return { status: 400, error: { ...error, payment_intent: toIntentBody(intent) } };
}
