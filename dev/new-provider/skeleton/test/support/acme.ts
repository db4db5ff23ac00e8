import { createHmac } from "node:crypto";
import { inject } from "vitest";
import { call } from "./gateway.ts";
import { deliverWebhook, type SimulatorClient, simulatorAt } from "./simulator.ts";

/** A charge in Acme's books. */
interface LedgerCharge {
  readonly id: string;
  readonly reference: string;
  readonly status: string;
}

/** Acme's own view of what belongs to one of our references. */
export interface AcmeLedger {
  readonly charges: readonly LedgerCharge[];
  readonly refunds: readonly { readonly id: string; readonly amount: number; readonly status: string }[];
  readonly webhooks: readonly { readonly type: string; readonly body: string }[];
}

/** Acme's simulator. */
export const acmeSimulator: SimulatorClient = simulatorAt("ACME_BASE_URL");

/** Asks Acme's books about one of our references. */
export function acmeLedger(reference: string): Promise<AcmeLedger> {
  return acmeSimulator.ledger<AcmeLedger>(reference);
}

/** The header of a webhook by Acme's rule. */
export function signAcme(
  body: string,
  atMs = Date.now(),
  secret = inject("workerVariables").ACME_WEBHOOK_SECRET ?? "",
): string {
  const seconds = Math.floor(atMs / 1_000);
  return `t=${seconds},v1=${createHmac("sha256", secret).update(`${seconds}.${body}`).digest("hex")}`;
}

/** Hands the gateway all that Acme has written about one of our references, byte for byte. */
export async function deliverAcmeMail(reference: string): Promise<readonly { status: number; body: unknown }[]> {
  const { webhooks } = await acmeLedger(reference);
  return Promise.all(webhooks.map(({ body }) => deliverWebhook("acme", body, { "acme-signature": signAcme(body) })));
}

/** Presses a button of the page that a payment's answer leads to. */
export async function pressAcmePage(token: string, id: string, button: "pay" | "decline"): Promise<void> {
  const { body } = await call("GET", `/payments/${id}`, { token });
  await acmeSimulator.press(body.next_action.url, button);
}
