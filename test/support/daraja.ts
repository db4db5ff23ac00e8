import { exports } from "cloudflare:workers";
import { inject } from "vitest";
import { accountReferenceOf } from "../../src/domain/account-reference.ts";
import type { ShardId } from "../../src/domain/identifiers.ts";
import type { RelayedCallback } from "./callback-relay.ts";

/** A prompt in Daraja's books. */
export interface DarajaPrompt {
  readonly id: string;
  readonly phone: string;
  readonly account_reference: string;
  readonly state: "open" | "paid" | "failed";
  readonly receipt: string | null;
  readonly callback_url: string;
  readonly notes: readonly string[];
}

/** A payout or reversal in Daraja's books. */
export interface DarajaOperation {
  readonly id: string;
  readonly originator_conversation_id: string;
  readonly state: string;
  readonly result_code: string;
  readonly receipt: string | null;
  readonly result_url: string;
  readonly timeout_url: string;
}

/** What Daraja's books say of a phone, an account reference or an address. */
export interface DarajaLedger {
  readonly tokens_issued: number;
  readonly prompts: readonly DarajaPrompt[];
  readonly debits: readonly { readonly receipt: string; readonly amount: number }[];
  readonly credits: readonly { readonly receipt: string; readonly amount: number }[];
  readonly payouts: readonly DarajaOperation[];
  readonly reversals: readonly DarajaOperation[];
  readonly callbacks: readonly { readonly type: string; readonly url: string; readonly body: string }[];
}

/** Asks Daraja's books. */
export async function darajaLedger(by: { phone?: string; reference?: string; path?: string }): Promise<DarajaLedger> {
  return (await send("GET", `/_sim/ledger?${new URLSearchParams(by)}`)) as DarajaLedger;
}

/** What Daraja's books say of one payment of ours. */
export function ledgerOf(paymentId: string): Promise<DarajaLedger> {
  return darajaLedger({ reference: accountReferenceOf(paymentId as ShardId) });
}

/** A number that nobody else uses; its last three digits decide what its owner does (dev/simulators/daraja/README.md). */
export function newPhone(digits = "555"): string {
  const [random = 0] = crypto.getRandomValues(new Uint32Array(1));
  return `2547${String(random % 100_000).padStart(5, "0")}${digits}`;
}

/** Presses a button of a phone that rings. */
export async function pressPhone(
  phone: string,
  button: "approve" | "cancel" | "wrong-pin" | "no-funds" | "ignore",
): Promise<void> {
  await send("POST", `/phone/${phone}/${button}`);
}

/** Pays the short code by hand, as a customer does; tells what validation said. */
export async function payByHand(
  phone: string,
  amount: number,
  account: string,
): Promise<{ accepted: boolean; validation: unknown; receipt: string }> {
  return (await send("POST", "/_sim/c2b", { phone, amount, account })) as never;
}

/** Turns one of Daraja's knobs (dev/simulators/daraja/README.md). */
export function turnDarajaKnob(knob: string, body: unknown = {}): Promise<unknown> {
  return send("POST", `/_sim/${knob}`, body);
}

/** Takes all faults, settings, prompts and debits away. */
export async function resetDaraja(): Promise<void> {
  await send("POST", "/_sim/reset", {});
}

/** Ends the access token in force, as if somebody else had fetched one. */
export async function endDarajaToken(): Promise<void> {
  await send("DELETE", "/_sim/token");
}

/** Posts to the Worker what somebody sends to an address of its callbacks. */
export async function postCallback(url: string, body: unknown): Promise<{ status: number; text: string }> {
  const payload = typeof body === "string" ? body : JSON.stringify(body);
  const response = await exports.default.fetch(`http://gateway.test.invalid${new URL(url, "http://any").pathname}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: payload,
  });
  return { status: response.status, text: await response.text() };
}

/** Brings what Daraja posts to the Worker until it is stopped; tells what the Worker answered. */
export function carryCallbacks(): {
  readonly answers: { path: string; status: number; text: string }[];
  stop(): Promise<void>;
} {
  const answers: { path: string; status: number; text: string }[] = [];
  let isStopped = false;
  const { relayUrl } = inject("services");
  const carry = async ({ id, path, body }: RelayedCallback) => {
    const { status, text } = await postCallback(path, body);
    answers.push({ path, status, text });
    const told = await fetch(`${relayUrl}/_relay/${id}?status=${status}`, { method: "POST", body: text });
    await told.body?.cancel();
  };
  const run = async () => {
    while (!isStopped) {
      const response = await fetch(`${relayUrl}/_relay/next`);
      const callback = (await response.json()) as RelayedCallback | null;
      // The next one is not kept waiting: callbacks come side by side.
      if (callback !== null) void carry(callback);
    }
  };
  const running = run();
  return {
    answers,
    stop: () => {
      isStopped = true;
      return running;
    },
  };
}

async function send(method: string, path: string, body?: unknown): Promise<unknown> {
  const response = await fetch(`${inject("services").darajaUrl}${path}`, {
    method,
    headers: { accept: "application/json", "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`Daraja answered ${response.status}: ${text}`);
  return text === "" ? null : JSON.parse(text);
}
