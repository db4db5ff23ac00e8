import { exports } from "cloudflare:workers";
import { createHmac } from "node:crypto";
import { inject } from "vitest";

/** A transaction in Paystack's books. */
interface LedgerTransaction {
  readonly id: number;
  readonly reference: string;
  readonly access_code: string;
  readonly status: string;
  readonly requested_amount: number;
}

/** Paystack's own view of what belongs to one of our references. */
export interface PaystackLedger {
  readonly transactions: readonly LedgerTransaction[];
  readonly refunds: readonly { readonly id: number; readonly amount: number; readonly status: string }[];
  readonly completed: Readonly<Record<string, number>>;
  readonly webhooks: readonly { readonly event: string; readonly body: string }[];
}

/** Asks Paystack's books about one of our references. */
export async function paystackLedger(reference: string): Promise<PaystackLedger> {
  return (await send("GET", `/_sim/ledger?reference=${reference}`)) as PaystackLedger;
}

/** Turns one of Paystack's knobs (dev/simulators/paystack/README.md). */
export function turnPaystackKnob(knob: string, body: unknown): Promise<unknown> {
  return send("POST", `/_sim/${knob}`, body);
}

/** Presses a button of the customer's hosted page. */
export async function pressPaystackPage(reference: string, button: "pay" | "fail" | "leave"): Promise<void> {
  const [transaction] = (await paystackLedger(reference)).transactions;
  await send("POST", `/checkout/${transaction?.access_code}/${button}`);
}

/** Presses a button of the customer's phone. */
export async function pressPaystackPhone(reference: string, button: "approve" | "decline" | "ignore"): Promise<void> {
  await send("POST", `/phone/${reference}/${button}`);
}

/** Signs a webhook by the provider's rule. */
export function signPaystack(body: string, secret = inject("workerVariables").PAYSTACK_SECRET_KEY ?? ""): string {
  return createHmac("sha512", secret).update(body).digest("hex");
}

/** Hands a webhook to the gateway as Paystack would, signed unless a header is given. */
export async function deliverPaystackWebhook(
  event: unknown,
  signature?: string,
): Promise<{ status: number; body: Record<string, unknown> }> {
  const body = typeof event === "string" ? event : JSON.stringify(event);
  const response = await exports.default.fetch("http://gateway.test.invalid/api/v1/webhooks/paystack", {
    method: "POST",
    headers: { "content-type": "application/json", "x-paystack-signature": signature ?? signPaystack(body) },
    body,
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

async function send(method: string, path: string, body?: unknown): Promise<unknown> {
  const response = await fetch(`${inject("workerVariables").PAYSTACK_BASE_URL}${path}`, {
    method,
    headers: { accept: "application/json", "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`Paystack answered ${response.status}: ${await response.text()}`);
  return response.json();
}
