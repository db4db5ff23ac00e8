import { inject } from "vitest";
import { call } from "./gateway.ts";
import { deliverWebhook, type SimulatorClient, simulatorAt } from "./simulator.ts";

/** Flutterwave's own view of what belongs to one of our references. */
export interface FlutterwaveLedger {
  readonly pages: readonly { readonly id: string }[];
  readonly payments: readonly { readonly id: string; readonly status: string }[];
  readonly refunds: readonly { readonly id: string; readonly amount_refunded: number; readonly status: string }[];
  readonly webhooks: readonly { readonly type: string; readonly body: string }[];
}

/** Flutterwave's simulator. */
export const flutterwaveSimulator: SimulatorClient = simulatorAt("FLUTTERWAVE_BASE_URL");

/** Asks Flutterwave's books about one of our references. */
export function flutterwaveLedger(reference: string): Promise<FlutterwaveLedger> {
  return flutterwaveSimulator.ledger<FlutterwaveLedger>(reference);
}

/** Hands the gateway a webhook that carries the secret hash, or another. */
export function deliverFlutterwaveWebhook(
  event: unknown,
  hash = inject("workerVariables").FLUTTERWAVE_WEBHOOK_HASH ?? "",
): Promise<{ status: number; body: Record<string, unknown> }> {
  return deliverWebhook("flutterwave", JSON.stringify(event), { "verif-hash": hash });
}

/** Hands the gateway all that Flutterwave has written about one of our references. */
export async function deliverFlutterwaveMail(reference: string): Promise<readonly { status: number; body: unknown }[]> {
  const { webhooks } = await flutterwaveLedger(reference);
  return Promise.all(webhooks.map(({ body }) => deliverFlutterwaveWebhook(JSON.parse(body))));
}

/** Presses a button of the page that a payment's answer leads to. */
export async function pressFlutterwavePage(token: string, id: string, button: "pay" | "fail"): Promise<void> {
  const { body } = await call("GET", `/payments/${id}`, { token });
  await flutterwaveSimulator.press(body.next_action.url, button);
}

/** Presses a button of the phone that a payment rings. */
export function pressFlutterwavePhone(id: string, button: "pay" | "fail"): Promise<void> {
  return flutterwaveSimulator.press(`/phone/${id}`, button);
}
