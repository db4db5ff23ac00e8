import { exports } from "cloudflare:workers";
import { inject } from "vitest";

/** A provider's simulator, as tests reach it. */
export interface SimulatorClient {
  /** What the provider's own books say of one of our references. */
  ledger<Ledger>(reference: string): Promise<Ledger>;
  /** Presses a button of one of its pages, given by the page's address or its path. */
  press(page: string, button: string): Promise<void>;
  /** Turns a knob (its README). */
  turn(knob: string, body: unknown): Promise<unknown>;
  /** Replaces the fault rules; none takes them all away. */
  setFaults(rules: readonly unknown[]): Promise<void>;
}

/** The simulator whose address is in a variable of the Worker. */
export function simulatorAt(urlVariable: string): SimulatorClient {
  const send = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const url = new URL(path, inject("workerVariables")[urlVariable]);
    const response = await fetch(url, {
      method,
      redirect: "manual",
      headers: { accept: "application/json", "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (response.status >= 400) throw new Error(`${url} answered ${response.status}: ${text}`);
    return response.headers.get("content-type")?.includes("json") ? JSON.parse(text) : null;
  };
  return {
    ledger: async <Ledger>(reference: string) => (await send("GET", `/_sim/ledger?reference=${reference}`)) as Ledger,
    press: async (page, button) => {
      await send("POST", `${page.replace(/\/$/, "")}/${button}`);
    },
    turn: (knob, body) => send("POST", `/_sim/${knob}`, body),
    setFaults: async (rules) => {
      await send("POST", "/_sim/faults", rules);
    },
  };
}

/** Hands a webhook to the gateway as a provider would. */
export async function deliverWebhook(
  provider: string,
  body: string,
  headers: Readonly<Record<string, string>>,
): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await exports.default.fetch(`http://gateway.test.invalid/api/v1/webhooks/${provider}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body,
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}
