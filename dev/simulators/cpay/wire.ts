import { randomUUID } from "node:crypto";
import type { Payment, Refund } from "./model.ts";

/** A fresh id with CPay's prefix: `cp_` payments, `cr_` refunds, `evt_` events. */
export function newId(prefix: "cp" | "cr" | "evt" | "step"): string {
  return `${prefix}_${randomUUID().replaceAll("-", "")}`;
}

/** The body of every error: `{ error: { code, message } }`. */
export function toErrorBody(code: string, message: string): { error: { code: string; message: string } } {
  return { error: { code, message } };
}

/** A payment as answers and webhooks show it; `failure` is there only when it failed. */
export function toPaymentBody(payment: Payment, origin: string): Record<string, unknown> {
  return {
    id: payment.id,
    reference: payment.reference,
    amount: reportedAmount(payment),
    currency: payment.currency,
    status: payment.status,
    description: payment.description,
    customer: payment.customer,
    callback_url: payment.callback_url,
    return_url: payment.return_url,
    checkout_url: `${origin}/checkout/${payment.id}`,
    created: payment.created,
    ...(payment.failure === null ? {} : { failure: payment.failure }),
  };
}

/** A refund as answers and webhooks show it; `failure` is there only when it failed. */
export function toRefundBody(refund: Refund): Record<string, unknown> {
  const { failure, ...rest } = refund;
  return failure === null ? rest : { ...rest, failure };
}

function reportedAmount(payment: Payment): number {
  if (!payment.misreports || payment.status !== "completed") return payment.amount;
  return payment.amount > 1 ? payment.amount - 1 : payment.amount + 1;
}
