import type { JsonObject } from "../support/json-input.ts";
import type { Decline } from "./declines.ts";
import type { Draft } from "./draft.ts";
import { newId } from "./ids.ts";
import type { Charge, PaymentIntent } from "./model.ts";
import { noteSessionPayment } from "./session-payment.ts";
import { toChargeBody, toIntentBody } from "./wire.ts";

/** The money is there, or reserved when it is captured by hand; also how a delayed payment ends well. */
export function succeed(intent: PaymentIntent, draft: Draft): PaymentIntent {
  const pending = pendingCharge(intent, draft);
  const manual = intent.capture_method === "manual" && pending === undefined;
  const charge = draft.put("charge", {
    ...(pending ?? newCharge(intent, "card", draft)),
    status: "succeeded",
    paid: true,
    captured: !manual,
    amount_captured: manual ? 0 : intent.amount,
    balance_transaction: manual ? null : newId("txn"),
    outcome: { network_status: "approved_by_network", risk_level: "normal", type: "authorized" },
  });
  const paid = draft.put("intent", {
    ...intent,
    status: manual ? "requires_capture" : "succeeded",
    amount_capturable: manual ? intent.amount : 0,
    amount_received: manual ? 0 : intent.amount,
    latest_charge: charge.id,
    payment_method: charge.payment_method,
    last_payment_error: null,
    next_action: null,
  });
  draft.emit("charge.succeeded", paid, toChargeBody(charge));
  const type = manual ? "payment_intent.amount_capturable_updated" : "payment_intent.succeeded";
  draft.emit(type, paid, toIntentBody(paid));
  noteSessionPayment(paid, draft);
  return paid;
}

/** The attempt failed; the intent waits for another one. A failed 3-D Secure never came to a charge. */
export function decline(intent: PaymentIntent, why: Decline, draft: Draft): PaymentIntent {
  const pending = pendingCharge(intent, draft);
  const charged = intent.status !== "requires_action" || pending !== undefined;
  const charge = charged ? failCharge(pending ?? newCharge(intent, "card", draft), why, draft) : null;
  const method = charge?.payment_method ?? intent.payment_method ?? newId("pm");
  const failed = draft.put("intent", {
    ...intent,
    status: "requires_payment_method",
    latest_charge: charge?.id ?? intent.latest_charge,
    payment_method: null,
    next_action: null,
    last_payment_error: toPaymentError(why, charge, method),
    sim: { ...intent.sim, method: null },
  });
  if (charge !== null) draft.emit("charge.failed", failed, toChargeBody(charge));
  draft.emit("payment_intent.payment_failed", failed, toIntentBody(failed));
  noteSessionPayment(failed, draft);
  return failed;
}

/** The bank wants 3-D Secure first: on our own page, or by the merchant's script when there is no way back from it. */
export function requireAction(intent: PaymentIntent, draft: Draft): PaymentIntent {
  const { return_url, session } = intent.sim;
  const url = `${draft.view.origin()}/pay/${session ?? intent.id}`;
  const next_action =
    return_url === null
      ? { type: "use_stripe_sdk", use_stripe_sdk: { type: "three_d_secure_redirect", stripe_js: url } }
      : { type: "redirect_to_url", redirect_to_url: { url, return_url } };
  const payment_method = intent.payment_method ?? newId("pm");
  const waiting = draft.put("intent", { ...intent, status: "requires_action", next_action, payment_method });
  draft.emit("payment_intent.requires_action", waiting, toIntentBody(waiting));
  return waiting;
}

/** A bank debit is under way: whether it works shows later, by itself when `later` says how. */
export function startDelayed(intent: PaymentIntent, later: "succeed" | "decline" | null, draft: Draft): PaymentIntent {
  const charge = draft.put("charge", newCharge(intent, "us_bank_account", draft));
  const started = draft.put("intent", {
    ...intent,
    status: "processing",
    latest_charge: charge.id,
    payment_method: charge.payment_method,
    last_payment_error: null,
    next_action: null,
  });
  draft.emit("charge.pending", started, toChargeBody(charge));
  draft.emit("payment_intent.processing", started, toIntentBody(started));
  noteSessionPayment(started, draft);
  if (later !== null) draft.later(draft.view.delayedMs, started.id, { act: later, from: "processing" });
  return started;
}

function newCharge(intent: PaymentIntent, type: "card" | "us_bank_account", draft: Draft): Charge {
  const details = type === "card" ? { brand: "visa", last4: "4242", country: "US" } : { last4: "6789" };
  return {
    id: newId(type === "card" ? "ch" : "py"),
    amount: intent.amount,
    amount_captured: 0,
    amount_refunded: 0,
    balance_transaction: null,
    captured: false,
    created: draft.seconds,
    currency: intent.currency,
    description: intent.description,
    disputed: false,
    failure_code: null,
    failure_message: null,
    metadata: intent.metadata,
    outcome: null,
    paid: false,
    payment_intent: intent.id,
    payment_method: intent.payment_method ?? newId("pm"),
    payment_method_details: { type, [type]: details },
    receipt_email: intent.receipt_email,
    refunded: false,
    status: "pending",
  };
}

function failCharge(charge: Charge, why: Decline, draft: Draft): Charge {
  const { code, decline_code, message } = why;
  return draft.put("charge", {
    ...charge,
    status: "failed",
    failure_code: code,
    failure_message: message,
    outcome: { network_status: "declined_by_network", reason: decline_code ?? code, type: "issuer_declined" },
  });
}

function pendingCharge(intent: PaymentIntent, draft: Draft): Charge | undefined {
  const charge = draft.find("charge", intent.latest_charge ?? "");
  return charge?.status === "pending" ? charge : undefined;
}

function toPaymentError({ code, decline_code, message }: Decline, charge: Charge | null, method: string): JsonObject {
  return {
    type: charge === null ? "invalid_request_error" : "card_error",
    code,
    ...(decline_code === null ? {} : { decline_code }),
    message,
    ...(charge === null ? {} : { charge: charge.id }),
    doc_url: `https://stripe.com/docs/error-codes/${code.replaceAll("_", "-")}`,
    payment_method: { id: method, object: "payment_method", type: charge?.payment_method_details.type ?? "card" },
  };
}
