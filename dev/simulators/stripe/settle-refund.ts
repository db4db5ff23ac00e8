import type { Draft } from "./draft.ts";
import type { Charge, Refund } from "./model.ts";
import { toChargeBody, toRefundBody } from "./wire.ts";

/** From which state a refund can still come to another; a success can turn into a failure when the bank returns it. */
const LEADS_TO: Readonly<Record<"succeeded" | "failed", readonly Refund["status"][]>> = {
  succeeded: ["pending", "requires_action"],
  failed: ["pending", "requires_action", "succeeded"],
};

/** Ends a refund, or lets it fail late: a failure gives the money back. False when it cannot come to that any more. */
export function settleRefund(
  refund: Refund,
  status: "succeeded" | "failed",
  failureReason: string | null,
  draft: Draft,
): boolean {
  const intent = draft.find("intent", refund.payment_intent);
  if (intent === undefined || !LEADS_TO[status].includes(refund.status)) return false;
  const failure_reason = status === "failed" ? (failureReason ?? "expired_or_canceled_card") : null;
  const settled = draft.put("refund", { ...refund, status, failure_reason, pending_reason: null });
  const body = toRefundBody(settled);
  if (status === "failed") {
    giveBack(settled, draft);
    draft.emit("refund.failed", intent, body);
  }
  const previous = { status: refund.status };
  draft.emit("refund.updated", intent, body, previous);
  draft.emit("charge.refund.updated", intent, body, previous);
  return true;
}

function giveBack(refund: Refund, draft: Draft): void {
  const charge = draft.find("charge", refund.charge);
  if (charge !== undefined) draft.put("charge", withRefunded(charge, charge.amount_refunded - refund.amount));
}

/** A charge of which so much is refunded: `refunded` is true only when all is. */
export function withRefunded(charge: Charge, amountRefunded: number): Charge {
  return { ...charge, amount_refunded: amountRefunded, refunded: amountRefunded === charge.amount_captured };
}

/** The event that the refunded total of a charge has grown. */
export function emitChargeRefunded(before: Charge, after: Charge, draft: Draft): void {
  const intent = draft.find("intent", after.payment_intent);
  if (intent === undefined) return;
  const { amount_refunded, refunded } = before;
  draft.emit("charge.refunded", intent, toChargeBody(after), { amount_refunded, refunded });
}
