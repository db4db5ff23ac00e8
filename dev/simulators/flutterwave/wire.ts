import type { Payment, Refund } from "./model.ts";

/** Around everything that has worked: it says nothing about the payment. */
export function toSuccess(message: string, data: unknown): Readonly<Record<string, unknown>> {
  return { status: "success", message, data };
}

/** A transaction as charges and verifications show it. Its `processor_response` is not to be relied on. */
export function toPaymentBody(payment: Payment): Readonly<Record<string, unknown>> {
  const { id, tx_ref, flw_ref, amount, currency, status, payment_type, created_at } = payment;
  const fee = Math.round(amount * 1.4) / 100;
  return {
    id: Number(id),
    ...{ tx_ref, flw_ref, amount, currency },
    device_fingerprint: "N/A",
    charged_amount: amount + fee,
    app_fee: fee,
    merchant_fee: 0,
    processor_response: status === "failed" ? "Declined" : "Successful",
    auth_model: payment_type === "mpesa" ? "LIPA_MPESA" : "VBVSECURECODE",
    ip: "127.0.0.1",
    narration: "FLW-PBF",
    status,
    payment_type,
    ...(payment_type === "mpesa" ? { auth_url: "N/A" } : {}),
    created_at,
    account_id: 17321,
    amount_settled: status === "successful" ? amount - fee : null,
    customer: toCustomer(payment, created_at),
  };
}

/** A webhook in its present shape. */
export function toEventBody(payment: Payment, at: Date): Readonly<Record<string, unknown>> {
  const { amount_settled: _settled, ...data } = toPaymentBody(payment);
  const type = payment.payment_type === "mpesa" ? "MPESA_TRANSACTION" : "CARD_TRANSACTION";
  return {
    event: "charge.completed",
    data: { ...data, customer: toCustomer(payment, at.toISOString()) },
    "event.type": type,
  };
}

/** A webhook as old accounts get it: flat, and spelled otherwise. */
export function toFlatEventBody(payment: Payment): Readonly<Record<string, unknown>> {
  const { id, tx_ref, flw_ref, amount, currency, status, email, phone_number: phone, created_at } = payment;
  return {
    id: Number(id),
    txRef: tx_ref,
    flwRef: flw_ref,
    orderRef: `URF_${id}`,
    paymentPlan: null,
    createdAt: created_at,
    ...{ amount, charged_amount: amount, status, currency },
    IP: "127.0.0.1",
    appfee: 1.4,
    merchantfee: 0,
    customer: { id: 1, phone, fullName: "Anonymous customer", email },
    entity: { card6: "553188", card_last4: "2950" },
    "event.type": "CARD_TRANSACTION",
  };
}

/** A refund. */
export function toRefundBody(refund: Refund, payment: Payment): Readonly<Record<string, unknown>> {
  const { id, tx_id, amount_refunded, status, created_at } = refund;
  return {
    id: Number(id),
    account_id: 17321,
    tx_id: Number(tx_id),
    flw_ref: payment.flw_ref,
    wallet_id: 74639,
    ...{ amount_refunded, status },
    destination: "payment_source",
    meta: { source: "availablebalance" },
    created_at,
  };
}

function toCustomer({ email, phone_number }: Payment, created_at: string): Readonly<Record<string, unknown>> {
  return { id: 215604089, name: "Anonymous customer", phone_number, email, created_at };
}
