import { exports } from "cloudflare:workers";
import { inject } from "vitest";
import { type ApiAnswer, call, initialize } from "../../../support/gateway.ts";
import { type StripeLedger, signStripe } from "../../../support/stripe.ts";
import { stripeBody } from "../../api/support/stripe-payments.ts";
import { newMerchant } from "../../engine/support/payments.ts";

/** An account at the simulated Stripe, with books of its own. */
export interface StripeAccount {
  readonly id: string;
  readonly api_key: string;
  readonly webhook_secret: string;
}

/** Opens an account at Stripe. */
export async function openStripeAccount(): Promise<StripeAccount> {
  const response = await fetch(`${stripe()}/_sim/accounts`, { method: "POST", body: "{}" });
  if (response.status !== 201) throw new Error(await response.text());
  return (await response.json()) as StripeAccount;
}

/** What an account's books at Stripe say of one of our references. */
export async function booksOf({ id }: StripeAccount, reference: string): Promise<StripeLedger> {
  const response = await fetch(`${stripe()}/accounts/${id}/_sim/ledger?reference=${reference}`);
  return (await response.json()) as StripeLedger;
}

/** Sets up a merchant's account at Stripe. */
export function configure(token: string, body: Record<string, unknown>, name = "stripe"): Promise<ApiAnswer> {
  return call("POST", `/providers/${name}/config`, { token, body });
}

/** A fresh merchant with an account of its own at Stripe. */
export async function merchantWithStripe() {
  const merchant = await newMerchant();
  const account = await openStripeAccount();
  const { api_key, webhook_secret } = account;
  const configured = await configure(merchant.token, { api_key, webhook_secret });
  if (configured.status !== 201) throw new Error(configured.text);
  return { ...merchant, account, address: pathOf(configured.body.webhook_url) };
}

/** A merchant's payment at Stripe, by card at once or, without a card, still open. */
export async function payWith(token: string, card: string | null = "pm_card_visa") {
  const options = card === null ? {} : { provider_options: { payment_method: card } };
  const { body, status, text } = await initialize(token, stripeBody(options));
  if (status !== 201) throw new Error(text);
  return { id: String(body.id), handle: String(body.provider_transaction_id), body };
}

/** Posts an event to a webhook address, signed with a secret. */
export async function deliverTo(address: string, event: unknown, secret: string): Promise<{ status: number }> {
  const body = JSON.stringify(event);
  const headers = { "content-type": "application/json", "stripe-signature": signStripe(body, Date.now(), secret) };
  const url = `http://gateway.test.invalid${address}`;
  const response = await exports.default.fetch(url, { method: "POST", headers, body });
  await response.text();
  return { status: response.status };
}

/** The path of a webhook address. */
export function pathOf(url: unknown): string {
  return new URL(String(url)).pathname;
}

function stripe(): string {
  return inject("workerVariables").STRIPE_API_BASE ?? "";
}
