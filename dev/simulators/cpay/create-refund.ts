import { type JsonObject, readAmountMinor, readOptionalText } from "../support/json-input.ts";
import type { Decision } from "./idempotency.ts";
import type { Change, Payment, Refund } from "./model.ts";
import { AUTO_DELAY_MS } from "./payment-script.ts";
import { REFUND_FAILURE, refundScript } from "./refund-script.ts";
import { announceRefund, nowSeconds } from "./settle.ts";
import type { CpayView } from "./view.ts";
import { newId, toErrorBody, toRefundBody } from "./wire.ts";

const MAX_REASON_LENGTH = 1_000;
const MAX_REFERENCE_LENGTH = 200;

/**
 * Decides `POST /v1/payments/{id}/refunds`: only completed payments, never more than is left, where pending refunds
 * reserve their amount and failed ones give it back. A magic reason says what becomes of it.
 */
export function decideCreateRefund(input: JsonObject, payment: Payment, view: CpayView): Decision {
  const amount = readAmountMinor(input, "amount");
  const reason = readOptionalText(input, "reason", MAX_REASON_LENGTH);
  const reference = readOptionalText(input, "reference", MAX_REFERENCE_LENGTH);
  const script = refundScript(reason);
  if (script.refused) return refused(422, "refund_refused", "This refund is not accepted.");
  if (payment.status !== "completed") {
    return refused(409, "invalid_state", `A ${payment.status} payment cannot be refunded.`);
  }
  const left = payment.amount - refundedAmount(payment, view);
  if (amount > left) return refused(422, "amount_too_large", `Only ${left} is left to refund.`);

  const refund: Refund = {
    id: newId("cr"),
    payment_id: payment.id,
    amount,
    currency: payment.currency,
    status: script.start,
    failure: script.start === "failed" ? REFUND_FAILURE : null,
    reason,
    reference,
    created: nowSeconds(view),
  };
  const changes: Change[] = [{ put: "refund", value: refund }, ...announceRefund(refund, payment, view)];
  if (script.end !== null) changes.push(laterStep(refund, script.end, view));
  const answer = { status: 201, body: toRefundBody(refund) };
  if (!script.error) return { changes, answer };
  const body = toErrorBody("internal", "Something went wrong after the refund was made.");
  return { changes, answer, reply: { status: 500, body } };
}

/** What refunds take of a payment, those included that are still pending. */
export function refundedAmount(payment: Payment, view: CpayView): number {
  const standing = view.ledger.refundsOf(payment.id).filter((refund) => refund.status !== "failed");
  return standing.reduce((sum, refund) => sum + refund.amount, 0);
}

function laterStep(refund: Refund, to: "completed" | "failed", view: CpayView): Change {
  const value = {
    id: newId("step"),
    at: view.clock() + AUTO_DELAY_MS,
    subject: { kind: "refund", id: refund.id },
    from: "pending",
    to,
    failure: to === "failed" ? REFUND_FAILURE : null,
  } as const;
  return { put: "step", value };
}

/** Refusals by decision are remembered under the key: a repeat must not succeed because something changed since. */
function refused(status: number, code: string, message: string): Decision {
  return { changes: [], answer: { status, body: toErrorBody(code, message) } };
}
