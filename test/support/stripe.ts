import { exports } from "cloudflare:workers";
import { createHmac } from "node:crypto";
import { inject } from "vitest";

/** An object in Stripe's books. */
interface LedgerObject {
  readonly id: string;
  readonly status: string;
  readonly amount: number;
  readonly currency: string;
  readonly payment_intent: string | null;
}

/** An event as Stripe has written it down, byte for byte. */
export interface StripeMail {
  readonly id: string;
  readonly type: string;
  readonly body: string;
}

/** Stripe's own view of what belongs to one of our references. */
export interface StripeLedger {
  readonly payment_intents: readonly (LedgerObject & { readonly amount_received: number })[];
  readonly checkout_sessions: readonly LedgerObject[];
  readonly charge_objects: readonly LedgerObject[];
  readonly refunds: readonly LedgerObject[];
  readonly disputes: readonly LedgerObject[];
  /** Intents and sessions, and charges that took money, per reference. */
  readonly made: Readonly<Record<string, number>>;
  readonly charges: Readonly<Record<string, number>>;
  readonly webhooks: readonly StripeMail[];
}

/** Asks Stripe's books about one of our references. */
export async function stripeLedger(reference: string): Promise<StripeLedger> {
  return (await send("GET", `/_sim/ledger?reference=${reference}`)) as StripeLedger;
}

/** Turns one of Stripe's knobs (dev/simulators/stripe/README.md). */
export function turnStripeKnob(knob: string, body: unknown): Promise<unknown> {
  return send("POST", `/_sim/${knob}`, body);
}

/** Replaces Stripe's fault rules; none takes them all away. */
export async function setStripeFaults(rules: readonly unknown[]): Promise<void> {
  await turnStripeKnob("faults", rules);
}

/** Presses a button of the page of an intent or a session. */
export async function pressStripePage(handle: string, button: string): Promise<void> {
  await send("POST", `/pay/${handle}/${button}`);
}

/** The header of a webhook by Stripe's rule. */
export function signStripe(
  body: string,
  atMs = Date.now(),
  secret = inject("workerVariables").STRIPE_WEBHOOK_SECRET ?? "",
): string {
  const seconds = Math.floor(atMs / 1000);
  return `t=${seconds},v1=${createHmac("sha256", secret).update(`${seconds}.${body}`).digest("hex")}`;
}

/** Hands a webhook to the gateway as Stripe would, signed unless a header is given. */
export async function deliverStripeWebhook(
  event: unknown,
  signature?: string,
): Promise<{ status: number; body: Record<string, unknown> }> {
  const body = typeof event === "string" ? event : JSON.stringify(event);
  const response = await exports.default.fetch("http://gateway.test.invalid/api/v1/webhooks/stripe", {
    method: "POST",
    headers: { "content-type": "application/json", "stripe-signature": signature ?? signStripe(body) },
    body,
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

async function send(method: string, path: string, body?: unknown): Promise<unknown> {
  const response = await fetch(`${inject("workerVariables").STRIPE_API_BASE}${path}`, {
    method,
    headers: { accept: "application/json", "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`Stripe answered ${response.status}: ${await response.text()}`);
  return response.json();
}
