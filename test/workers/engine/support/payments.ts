import { inject } from "vitest";
import { cpayLedger, deliverCpayWebhook } from "../../../support/cpay.ts";
import { type ApiAnswer, call, initialize, paymentBody, signToken, until } from "../../../support/gateway.ts";

/** A merchant of one's own with a token. */
export async function newMerchant(): Promise<{ token: string; merchantId: string }> {
  const merchantId = crypto.randomUUID();
  return { merchantId, token: await signToken({ merchantId }) };
}

/** A payment made by a fresh merchant; the e-mail's local part says what CPay does with it. */
export async function pay(email: string, overrides: Record<string, unknown> = {}) {
  const { token, merchantId } = await newMerchant();
  const key = crypto.randomUUID();
  const body = paymentBody(email, overrides);
  const made = await initialize(token, body, key);
  return { token, merchantId, key, body, made, id: String(made.body?.id) };
}

/** A payment of 1000.00 KES that is paid. */
export async function paidPayment() {
  const payment = await pay("approve@example.com");
  if (payment.made.body.status !== "completed") throw new Error(payment.made.text);
  return { ...payment, handle: String(payment.made.body.provider_transaction_id) };
}

/** The payment as the API shows it now. */
export function show(token: string, id: string): Promise<ApiAnswer> {
  return call("GET", `/payments/${id}`, { token });
}

/** Waits until the payment has a state; gives what was last seen either way. */
export function becomes(token: string, id: string, status: string, withinMs?: number): Promise<ApiAnswer> {
  return until(
    () => show(token, id),
    ({ body }) => body?.status === status,
    withinMs,
  );
}

/** How many payments CPay has made for one of ours: more than one is a double charge. */
export async function chargesOf(id: string): Promise<number> {
  return (await cpayLedger(id)).payments.length;
}

/** Types of the audit trail, in order. */
export async function trailOf(token: string, id: string): Promise<string[]> {
  const { body } = await show(token, id);
  return body.audit_trail.map((entry: { event_type: string }) => entry.event_type);
}

/** An event as CPay sends it. */
export function cpayEvent(type: string, data: Record<string, unknown>, id = `evt_${crypto.randomUUID()}`) {
  return { id, type, created: Math.floor(Date.now() / 1000), data };
}

/** An event about a payment of ours of 1000.00 KES. */
export function paymentEvent(id: string, handle: string, status: string, changes: Record<string, unknown> = {}) {
  const data = { id: handle, reference: id, amount: 100_000, currency: "KES", status, ...changes };
  return cpayEvent(`payment.${status}`, data);
}

/** Every event CPay has written down for a payment, byte for byte. */
export async function cpayMail(id: string): Promise<{ type: string; body: string }[]> {
  const response = await fetch(`${inject("services").cpayUrl}/_sim/ledger?reference=${id}`);
  return ((await response.json()) as { webhooks: { type: string; body: string }[] }).webhooks;
}

/** Hands CPay's own events about a payment to the gateway, in their order or another. */
export async function deliverMail(
  id: string,
  order: (mail: { type: string; body: string }[]) => { body: string }[] = (m) => m,
) {
  const answers = [];
  for (const { body } of order(await cpayMail(id))) answers.push(await deliverCpayWebhook(null, { rawBody: body }));
  return answers;
}
