import { exports } from "cloudflare:workers";
import { inject } from "vitest";
import { signCpay } from "../../src/providers/cpay/signature.ts";

/** CPay's own view of what it was asked and what it has charged. */
export async function cpayLedger(
  reference: string,
): Promise<{ payments: CpayLedgerPayment[]; charges: Record<string, number> }> {
  const response = await fetch(`${inject("services").cpayUrl}/_sim/ledger?reference=${reference}`);
  return (await response.json()) as { payments: CpayLedgerPayment[]; charges: Record<string, number> };
}

/** A payment in CPay's ledger. */
export interface CpayLedgerPayment {
  readonly id: string;
  readonly reference: string;
  readonly status: string;
}

/** Presses a button of CPay's checkout page. */
export async function pressCheckout(url: string, button: "approve" | "decline" | "cancel"): Promise<void> {
  const response = await fetch(`${url}/${button}`, { method: "POST", headers: { accept: "application/json" } });
  if (!response.ok) throw new Error(`CPay answered ${response.status}: ${await response.text()}`);
  await response.body?.cancel();
}

/** Replaces CPay's fault rules; none takes them all away. */
export async function setCpayFaults(rules: readonly unknown[]): Promise<void> {
  const response = await fetch(`${inject("services").cpayUrl}/_sim/faults`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(rules),
  });
  if (!response.ok) throw new Error(`CPay answered ${response.status}: ${await response.text()}`);
  await response.body?.cancel();
}

/** Hands a webhook to the gateway as CPay would, signed unless a header is given. */
export async function deliverCpayWebhook(
  event: unknown,
  options: { readonly signature?: string; readonly rawBody?: string; readonly signedAtMs?: number } = {},
): Promise<{ status: number; body: Record<string, unknown> }> {
  const body = options.rawBody ?? JSON.stringify(event);
  const signature =
    options.signature ?? signCpay(inject("services").cpayWebhookSecret, body, options.signedAtMs ?? Date.now());
  const response = await exports.default.fetch("http://gateway.test.invalid/api/v1/webhooks/cpay", {
    method: "POST",
    headers: { "content-type": "application/json", "x-cpay-signature": signature },
    body,
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}
