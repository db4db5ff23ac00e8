import { inject } from "vitest";
import type { AccessTokenRequest } from "../../src/providers/provider.ts";
import { deliverWebhook, type SimulatorClient, simulatorAt } from "./simulator.ts";

/** PayPal's own view of what belongs to one of our references. */
export interface PaypalLedger {
  readonly orders: readonly { readonly id: string; readonly status: string }[];
  readonly captures: readonly {
    readonly id: string;
    readonly status: string;
    readonly amount: { readonly value: string };
  }[];
  readonly authorizations: readonly { readonly id: string; readonly status: string }[];
  readonly refunds: readonly { readonly id: string; readonly amount: { readonly value: string } }[];
  readonly webhooks: readonly { readonly type: string; readonly body: string }[];
}

/** PayPal's simulator. */
export const paypalSimulator: SimulatorClient = simulatorAt("PAYPAL_BASE_URL");

/** Asks PayPal's books about one of our references. */
export function paypalLedger(reference: string): Promise<PaypalLedger> {
  return paypalSimulator.ledger<PaypalLedger>(reference);
}

/** The headers of a webhook, signed by PayPal at a time and for this webhook or another. */
export async function signPaypal(body: string, atMs = Date.now(), webhookId?: string): Promise<Map<string, string>> {
  const proof = await paypalSimulator.turn("sign", { body, at_ms: atMs, webhook_id: webhookId ?? null });
  return new Map(Object.entries(proof as Record<string, string>));
}

/** Hands the gateway a webhook of PayPal's, byte for byte; `spoil` changes it after it was signed. */
export async function deliverPaypalWebhook(
  body: string,
  spoil: (body: string) => string = (same) => same,
): Promise<{ status: number; body: Record<string, unknown> }> {
  return deliverWebhook("paypal", spoil(body), Object.fromEntries(await signPaypal(body)));
}

/** Hands the gateway what PayPal has written about one of our references: all of it, or the types that are named. */
export async function deliverPaypalMail(
  reference: string,
  ...types: readonly string[]
): Promise<readonly { status: number; body: Record<string, unknown> }[]> {
  const { webhooks } = await paypalLedger(reference);
  const answers = [];
  for (const { type, body } of webhooks) {
    if (types.length === 0 || types.includes(type)) answers.push(await deliverPaypalWebhook(body));
  }
  return answers;
}

/** The payer of one of our payments approves it. */
export async function approvePaypal(reference: string): Promise<void> {
  const [order] = (await paypalLedger(reference)).orders;
  await paypalSimulator.press(`/checkoutnow/${order?.id}`, "approve");
}

let token: string | null = null;

/** What the one owner of the account's tokens does. */
export async function paypalToken(request: AccessTokenRequest, rejected?: string): Promise<string | null> {
  if (token !== null && token !== rejected) return token;
  const { url, method, headers, body } = request;
  const response = await fetch(url, { method, headers, ...(body === undefined ? {} : { body }) });
  token = ((await response.json()) as { access_token: string }).access_token;
  return token;
}

/** What every call to PayPal runs with. */
export const paypalCalls = { accessToken: paypalToken };

/** The configuration of the test run's account. */
export function paypalConfig() {
  const variables = inject("workerVariables");
  return {
    baseUrl: variables.PAYPAL_BASE_URL ?? "",
    clientId: variables.PAYPAL_CLIENT_ID ?? "",
    clientSecret: variables.PAYPAL_CLIENT_SECRET ?? "",
    webhookId: variables.PAYPAL_WEBHOOK_ID ?? "",
  };
}
