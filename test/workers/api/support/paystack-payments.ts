import { type ApiAnswer, call, initialize, paymentBody, until } from "../../../support/gateway.ts";
import { deliverPaystackWebhook, paystackLedger, pressPaystackPage } from "../../../support/paystack.ts";
import { becomes, newMerchant } from "../../engine/support/payments.ts";
import { idOf } from "../../engine/support/shard.ts";

/** A payment request for Paystack; the e-mail's local part says what Paystack does (dev/simulators/paystack/README.md). */
export function paystackBody(email = "jane@example.com", overrides: Record<string, unknown> = {}) {
  return paymentBody(email, { provider: "paystack", ...overrides });
}

/** The same for a prompt on the phone, whose last three digits say what its owner does. */
export function promptBody(phone = "0710000000", overrides: Record<string, unknown> = {}, email = "jane@example.com") {
  return paystackBody(email, { payment_method: "mobile_money", customer: { email, phone }, ...overrides });
}

/** A payment that is not made yet: its id follows from its key, so that faults can be put in its way. */
export async function orderAtPaystack(body: Record<string, unknown> = paystackBody()) {
  const { token, merchantId } = await newMerchant();
  const key = crypto.randomUUID();
  return { token, id: idOf(merchantId, key), pay: () => initialize(token, body, key) };
}

/** A payment that was asked for. */
export async function payAtPaystack(body?: Record<string, unknown>) {
  const order = await orderAtPaystack(body);
  return { ...order, made: await order.pay() };
}

/** A payment of KES 1,000.00 that was paid on the page, and whose webhook has come. */
export async function paidAtPaystack() {
  const payment = await payAtPaystack();
  await pressPaystackPage(payment.id, "pay");
  await deliverPaystackMail(payment.id);
  const { body } = await becomes(payment.token, payment.id, "completed");
  if (body.status !== "completed") throw new Error(JSON.stringify(body));
  return payment;
}

/** Every event Paystack has written down for a payment, byte for byte. */
export async function paystackMail(id: string): Promise<readonly { event: string; body: string }[]> {
  return (await paystackLedger(id)).webhooks;
}

/** Hands Paystack's own events about a payment to the gateway, in their order or another. */
export async function deliverPaystackMail(
  id: string,
  order: (mail: readonly { event: string; body: string }[]) => readonly { body: string }[] = (mail) => mail,
) {
  const answers = [];
  for (const { body } of order(await paystackMail(id))) answers.push(await deliverPaystackWebhook(body));
  return answers;
}

/** Waits until Paystack has decided over a transaction, a moment after it was made. */
export function untilPaystackDecides(id: string) {
  return until(
    () => paystackLedger(id),
    ({ transactions }) => transactions.every(({ status }) => status === "success" || status === "failed"),
  );
}

/** Waits until Paystack has written so many events of a kind for a payment. */
export function untilPaystackTells(id: string, event: string, count = 1) {
  return until(
    () => paystackMail(id),
    (mail) => mail.filter((each) => each.event === event).length >= count,
  );
}

/** Waits until a refund has a state; gives what was last seen either way. */
export function refundBecomes(token: string, refundId: string, status: string): Promise<ApiAnswer> {
  return until(
    () => call("GET", `/refunds/${refundId}`, { token }),
    ({ body }) => body.status === status,
  );
}

/** How often Paystack has been asked for it, and how often it was paid. */
export async function countAtPaystack(id: string) {
  const { transactions, completed } = await paystackLedger(id);
  return { made: transactions.length, paid: completed[id] ?? 0 };
}
