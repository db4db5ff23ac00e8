import { afterAll, beforeAll } from "vitest";
import { carryCallbacks, ledgerOf, newPhone } from "../../../support/daraja.ts";
import { type ApiAnswer, call, initialize, signToken } from "../../../support/gateway.ts";
import { letTimePass, pause } from "../../engine/support/time.ts";

/** A payment of 100.00 KES by M-Pesa. */
export function mpesaBody(phone: string, overrides: Record<string, unknown> = {}) {
  return { provider: "mpesa", amount: "100.00", currency: "KES", customer: { phone }, ...overrides };
}

/** A payment that was asked for, and whose phone it is. */
export interface PromptedPayment {
  readonly token: string;
  readonly key: string;
  readonly phone: string;
  readonly made: ApiAnswer;
  readonly id: string;
}

/** Asks for a payment; the last digits of its phone decide what its owner, or Daraja, does. */
export async function pay(digits?: string, overrides: Record<string, unknown> = {}): Promise<PromptedPayment> {
  const [token, phone, key] = [await signToken(), newPhone(digits), crypto.randomUUID()];
  const made = await initialize(token, mpesaBody(phone, overrides), key);
  return { token, key, phone, made, id: String(made.body.id) };
}

/** Has what Daraja posts carried to the Worker while the tests of a file run. */
export function carryWhileTesting(): { answers(): { path: string; status: number; text: string }[] } {
  let carrier: ReturnType<typeof carryCallbacks> | null = null;
  beforeAll(() => {
    carrier = carryCallbacks();
  });
  afterAll(() => carrier?.stop());
  return { answers: () => carrier?.answers ?? [] };
}

/** How long, and for how many seconds of the gateway's own, something is waited for. */
interface Patience {
  readonly steps?: number;
  readonly stepMs?: number;
}

/** Real time between two looks: callbacks and answers to questions travel in it. */
const EVERY_MS = 250;

/**
 * Asks for something again and again while time passes faster than it does, until it satisfies; gives the last answer
 * either way. Time stands still at first, for what happens by itself.
 */
export async function inTime(
  id: string,
  ask: () => Promise<ApiAnswer>,
  satisfies: (answer: ApiAnswer) => boolean,
  { steps = 30, stepMs = 8_000 }: Patience = {},
): Promise<ApiAnswer> {
  for (let step = 0; ; step += 1) {
    const answer = await ask();
    if (satisfies(answer) || step === steps) return answer;
    await pause(EVERY_MS);
    if (step > 2) await letTimePass(id, stepMs);
  }
}

/** The payment as the API shows it. */
export function showPayment({ token, id }: { token: string; id: string }): Promise<ApiAnswer> {
  return call("GET", `/payments/${id}`, { token });
}

/** The payment once it has a state. */
export function becomes(
  payment: { token: string; id: string },
  status: string,
  patience?: Patience,
): Promise<ApiAnswer> {
  return inTime(
    payment.id,
    () => showPayment(payment),
    ({ body }) => body.status === status,
    patience,
  );
}

/** The payment once its receipt is confirmed. */
export function isConfirmed(payment: { token: string; id: string }): Promise<ApiAnswer> {
  return inTime(
    payment.id,
    () => showPayment(payment),
    ({ body }) => body.provider_receipt !== null,
  );
}

/** What Daraja's books say of a payment: prompts, and shillings that left a phone, one number a debit. */
export async function booksOf(id: string): Promise<{ prompts: number; debits: number[] }> {
  const { prompts, debits } = await ledgerOf(id);
  return { prompts: prompts.length, debits: debits.map(({ amount }) => amount) };
}

/** Types of the audit trail, in order. */
export function trailOf({ body }: ApiAnswer): string[] {
  return body.audit_trail.map(({ event_type }: { event_type: string }) => event_type);
}
