import { checkDigits } from "./currencies.ts";
import type { Draft } from "./draft.ts";
import type { Decision } from "./idempotency.ts";
import { newId } from "./ids.ts";
import type { Charge, Refund } from "./model.ts";
import { integer, metadata, oneOf, optional, text, type Values } from "./params.ts";
import { REFUND_DELAY_MS, type RefundScript, refundScript } from "./refund-script.ts";
import { emitChargeRefunded, settleRefund, withRefunded } from "./settle-refund.ts";
import { badParameter, type ErrorMembers, noSuch } from "./stripe-error.ts";
import { toRefundBody } from "./wire.ts";

const MEMBERS = {
  amount: optional(integer(1)),
  charge: optional(text(255)),
  metadata,
  payment_intent: optional(text(255)),
  reason: optional(oneOf("duplicate", "fraudulent", "requested_by_customer")),
};

/** The parameters of `POST /v1/refunds`. */
export const REFUND_PARAMS = MEMBERS;

/** Decides `POST /v1/refunds`: never more than was captured; a pending refund counts, a failed one gives back. */
export function decideCreateRefund(params: Values<typeof MEMBERS>, draft: Draft): Decision {
  const charge = findCharge(params, draft);
  const intent = charge && draft.find("intent", charge.payment_intent);
  if (charge === undefined || intent === undefined || !charge.captured) {
    return refused("This PaymentIntent does not have a successful charge to refund.", {
      code: "payment_intent_unexpected_state",
    });
  }
  const left = charge.amount_captured - charge.amount_refunded;
  const amount = params.amount ?? left;
  checkDigits(amount, charge.currency, "amount");
  const script = refundScript(intent.sim.refunds, params.metadata);
  if (script.refused) return refused("This charge cannot be refunded.", { code: "charge_not_refundable" });
  if (isLost(charge, draft)) return refused(`Charge ${charge.id} has been charged back.`, { code: "charge_disputed" });
  if (left === 0) {
    return refused(`Charge ${charge.id} has already been refunded.`, { code: "charge_already_refunded" });
  }
  if (amount > left) {
    const message = `Refund amount (${amount}) is greater than unrefunded amount on charge (${left})`;
    return refused(message, { param: "amount" });
  }
  const refund = makeRefund(charge, amount, params, script, draft);
  return { body: toRefundBody(draft.find("refund", refund.id) ?? refund), mishap: script.mishap };
}

function makeRefund(
  charge: Charge,
  amount: number,
  params: Values<typeof MEMBERS>,
  script: RefundScript,
  draft: Draft,
): Refund {
  const refund = draft.put("refund", {
    id: newId(charge.id.startsWith("py_") ? "pyr" : "re"),
    amount,
    balance_transaction: newId("txn"),
    charge: charge.id,
    created: draft.seconds,
    currency: charge.currency,
    failure_reason: null,
    metadata: params.metadata,
    payment_intent: charge.payment_intent,
    pending_reason: script.start === "pending" ? "processing" : null,
    reason: params.reason,
    status: script.start,
  });
  const after = draft.put("charge", withRefunded(charge, charge.amount_refunded + amount));
  const intent = draft.find("intent", charge.payment_intent);
  if (intent !== undefined) draft.emit("refund.created", intent, toRefundBody(refund));
  emitChargeRefunded(charge, after, draft);
  if (script.failsAtOnce) settleRefund(refund, "failed", null, draft);
  else if (script.end !== null) draft.later(REFUND_DELAY_MS, refund.id, { act: "refund", status: script.end });
  return refund;
}

function findCharge(params: Values<typeof MEMBERS>, draft: Draft): Charge | undefined {
  const { charge: chargeId, payment_intent: intentId } = params;
  if (chargeId !== null) {
    const charge = draft.find("charge", chargeId);
    if (charge === undefined) throw noSuch("charge", chargeId, "charge");
    return charge;
  }
  if (intentId === null) {
    const message = "One of the following params should be provided for this request: payment_intent or charge.";
    throw badParameter(message, "payment_intent", "parameter_missing");
  }
  const intent = draft.find("intent", intentId);
  if (intent === undefined) throw noSuch("payment_intent", intentId, "payment_intent");
  return draft.find("charge", intent.latest_charge ?? "");
}

/** The money of a charge with an open or lost dispute is not the merchant's to give back. */
function isLost(charge: Charge, draft: Draft): boolean {
  const disputes = [...draft.view.ledger.tables.dispute.values()];
  return disputes.some((each) => each.charge === charge.id && !each.is_charge_refundable);
}

function refused(message: string, more: Partial<ErrorMembers>): Decision {
  return { status: 400, error: { type: "invalid_request_error", message, ...more } };
}
