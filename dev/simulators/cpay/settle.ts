import type { Change, EventRecord, Failure, Payment, Refund } from "./model.ts";
import type { CpayView } from "./view.ts";
import { newId, toPaymentBody, toRefundBody } from "./wire.ts";

/** Seconds since the epoch, CPay's only notation of time. */
export function nowSeconds(view: CpayView): number {
  return Math.floor(view.clock() / 1000);
}

/** The changes that give a payment its new state and tell the merchant. */
export function settlePayment(
  payment: Payment,
  to: "completed" | "failed" | "cancelled",
  failure: Failure | null,
  view: CpayView,
): Change[] {
  const settled: Payment = { ...payment, status: to, failure };
  return [{ put: "payment", value: settled }, ...announcePayment(settled, view)];
}

/** The changes that give a refund its final state and tell the merchant. */
export function settleRefund(
  refund: Refund,
  payment: Payment,
  to: "completed" | "failed",
  failure: Failure | null,
  view: CpayView,
): Change[] {
  const settled: Refund = { ...refund, status: to, failure };
  return [{ put: "refund", value: settled }, ...announceRefund(settled, payment, view)];
}

/** The event about a payment's state as it is; none while it is pending. */
export function announcePayment(payment: Payment, view: CpayView): Change[] {
  if (payment.status === "pending") return [];
  return announce(`payment.${payment.status}`, toPaymentBody(payment, view.origin()), payment, view);
}

/** The event about a refund's state as it is; none while it is pending. */
export function announceRefund(refund: Refund, payment: Payment, view: CpayView): Change[] {
  if (refund.status === "pending") return [];
  return announce(`refund.${refund.status}`, toRefundBody(refund), payment, view);
}

function announce(type: string, data: Record<string, unknown>, payment: Payment, view: CpayView): Change[] {
  if (payment.silent || payment.callback_url === null) return [];
  const id = newId("evt");
  const event: EventRecord = {
    id,
    type,
    payment_id: payment.id,
    reference: payment.reference,
    url: payment.callback_url,
    body: JSON.stringify({ id, type, created: nowSeconds(view), data }),
    state: "pending",
    attempts: 0,
    last_status: null,
  };
  return [{ put: "event", value: event }];
}
