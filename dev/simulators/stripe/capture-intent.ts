import { checkDigits } from "./currencies.ts";
import type { Draft } from "./draft.ts";
import type { Decision } from "./idempotency.ts";
import { newId } from "./ids.ts";
import { unexpectedState } from "./intent-state.ts";
import type { PaymentIntent } from "./model.ts";
import { integer, metadata, optional, text, type Values } from "./params.ts";
import { noteSessionPayment } from "./session-payment.ts";
import { toChargeBody, toIntentBody } from "./wire.ts";

/** The parameters of `POST /v1/payment_intents/:id/capture`. */
export const CAPTURE_PARAMS = {
  amount_to_capture: optional(integer(1)),
  metadata,
  statement_descriptor: optional(text(22)),
  statement_descriptor_suffix: optional(text(22)),
};

/** Decides a capture: all that is reserved or a part, once; the rest is released. */
export function decideCapture(intent: PaymentIntent, params: Values<typeof CAPTURE_PARAMS>, draft: Draft): Decision {
  const charge = draft.find("charge", intent.latest_charge ?? "");
  if (intent.status !== "requires_capture" || charge === undefined) {
    const message = `This PaymentIntent could not be captured because it has a status of ${intent.status}.`;
    return unexpectedState(intent, message);
  }
  const amount = params.amount_to_capture ?? intent.amount_capturable;
  checkDigits(amount, intent.currency, "amount_to_capture");
  if (amount > intent.amount_capturable) {
    const message = `The remaining amount_capturable (${intent.amount_capturable}) is less than ${amount}.`;
    const error = { type: "invalid_request_error", code: "amount_too_large", param: "amount_to_capture" } as const;
    return { status: 400, error: { ...error, message } };
  }
  const captured = draft.put("charge", {
    ...charge,
    captured: true,
    amount_captured: amount,
    balance_transaction: newId("txn"),
  });
  const paid = draft.put("intent", {
    ...intent,
    status: "succeeded",
    amount_capturable: 0,
    amount_received: amount,
    metadata: { ...intent.metadata, ...params.metadata },
  });
  draft.emit("charge.captured", paid, toChargeBody(captured), { captured: false, amount_captured: 0 });
  draft.emit("payment_intent.succeeded", paid, toIntentBody(paid));
  noteSessionPayment(paid, draft);
  return { body: toIntentBody(paid) };
}
