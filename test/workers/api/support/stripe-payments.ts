import { type ApiAnswer, call, initialize, until } from "../../../support/gateway.ts";
import { deliverStripeWebhook, type StripeMail, stripeLedger } from "../../../support/stripe.ts";
import { newMerchant } from "../../engine/support/payments.ts";

export const RETURN_URL = "https://shop.example/back";

/** A request of 1000.00 KES at Stripe, by the merchant's own checkout unless told otherwise. */
export function stripeBody(overrides: Record<string, unknown> = {}): Record<string, unknown> {
  return { provider: "stripe", amount: "1000.00", currency: "KES", customer: { id: "c-1" }, ...overrides };
}

/** A payment at Stripe by a fresh merchant. */
export async function payAtStripe(overrides: Record<string, unknown> = {}) {
  const { token, merchantId } = await newMerchant();
  const key = crypto.randomUUID();
  const body = stripeBody(overrides);
  const made = await initialize(token, body, key);
  const id = String(made.body?.id);
  return { token, merchantId, key, body, made, id, handle: String(made.body?.provider_transaction_id) };
}

/** A payment of 1000.00 KES that a card has paid at once. */
export async function paidAtStripe(overrides: Record<string, unknown> = {}) {
  const payment = await payAtStripe({ provider_options: { payment_method: "pm_card_visa" }, ...overrides });
  if (payment.made.body.status !== "completed") throw new Error(payment.made.text);
  return payment;
}

/** A payment of 1000.00 KES that is authorized. */
export async function authorizedAtStripe(overrides: Record<string, unknown> = {}) {
  const payment = await payAtStripe({
    capture: "manual",
    provider_options: { payment_method: "pm_card_visa" },
    ...overrides,
  });
  if (payment.made.body.status !== "authorized") throw new Error(payment.made.text);
  return payment;
}

/** Asks to capture or void, with a fresh key unless one is given. */
export function command(
  kind: "capture" | "void",
  { token, id }: { readonly token: string; readonly id: string },
  body: unknown = {},
  key: string = crypto.randomUUID(),
): Promise<ApiAnswer> {
  return call("POST", `/payments/${id}/${kind}`, { token, body, headers: { "idempotency-key": key } });
}

/** Events that Stripe has written down for a payment, once there is one of a type. */
export async function stripeMail(id: string, awaited?: string): Promise<readonly StripeMail[]> {
  const { webhooks } = await until(
    () => stripeLedger(id),
    (ledger) => awaited === undefined || ledger.webhooks.some(({ type }) => type === awaited),
  );
  return webhooks;
}

/** Hands Stripe's own events about a payment to the gateway, those of some types or all, in their order or another. */
export async function deliverStripeMail(
  id: string,
  types: readonly string[] = [],
  order: (mail: readonly StripeMail[]) => readonly StripeMail[] = (mail) => mail,
) {
  const mail = await stripeMail(id, types[0]);
  const chosen = mail.filter(({ type }) => types.length === 0 || types.includes(type));
  const answers = [];
  for (const { body } of order(chosen)) answers.push(await deliverStripeWebhook(body));
  return answers;
}

/** Waits until the lists know what is known now: events that name a payment only by Stripe's ids are found by them. */
export async function untilListed({ token, id }: { readonly token: string; readonly id: string }): Promise<void> {
  const { body: shown } = await call("GET", `/payments/${id}`, { token });
  await until(
    () => call("GET", "/payments", { token }),
    ({ body }) => body.data?.[0]?.updated_at === shown.updated_at,
  );
}

/** An intent as Stripe shows it, for events of one's own making. */
export function intentEvent(
  type: string,
  payment: { readonly id: string; readonly handle: string },
  changes: Record<string, unknown> = {},
) {
  const object = {
    id: payment.handle,
    object: "payment_intent",
    amount: 100_000,
    amount_received: 100_000,
    currency: "kes",
    status: "succeeded",
    capture_method: "automatic",
    metadata: { transaction_id: payment.id },
    ...changes,
  };
  return { id: `evt_${crypto.randomUUID()}`, object: "event", api_version: null, type, data: { object } };
}
