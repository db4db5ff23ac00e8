import type { Failure, PaymentStatus } from "./model.ts";

/** A change of state that CPay makes by itself some time after the creation. */
interface ScriptedStep {
  readonly afterMs: number;
  readonly from: PaymentStatus;
  readonly to: "completed" | "failed";
  readonly failure: Failure | null;
}

/** What becomes of a payment, as the customer's magic e-mail address asks for. */
export interface PaymentScript {
  readonly start: "pending" | "completed" | "failed";
  readonly failure: Failure | null;
  /** Refused outright: a 402, and no payment is made. */
  readonly refusal: Failure | null;
  /** How the answer to the creation goes wrong, after its effect. */
  readonly mishap: "slow" | "error" | null;
  readonly silent: boolean;
  readonly misreports: boolean;
  readonly steps: readonly ScriptedStep[];
}

/** Long enough for the create answer to be out first, short enough not to be felt in a test. */
export const AUTO_DELAY_MS = 300;
/** Past the 5 s that the gateway waits for an answer. */
export const SLOW_ANSWER_MS = 7_000;

const DECLINED: Failure = { code: "card_declined", message: "The payment was declined by the customer's bank." };
const NO_FUNDS: Failure = { code: "insufficient_funds", message: "The customer's balance is too low." };
const TIMED_OUT: Failure = { code: "customer_timeout", message: "The customer did not answer in time." };
const REFUSED: Failure = { code: "card_refused", message: "This customer's card is not accepted." };

const PLAIN: PaymentScript = {
  start: "pending",
  failure: null,
  refusal: null,
  mishap: null,
  silent: false,
  misreports: false,
  steps: [],
};
const APPROVES: ScriptedStep = { afterMs: AUTO_DELAY_MS, from: "pending", to: "completed", failure: null };

const SCRIPTS = new Map<string, Partial<PaymentScript>>([
  ["approve", { start: "completed" }],
  ["decline", { start: "failed", failure: DECLINED }],
  ["refuse", { refusal: REFUSED }],
  ["auto", { steps: [APPROVES] }],
  ["autodecline", { steps: [{ ...APPROVES, to: "failed", failure: NO_FUNDS }] }],
  ["never", { silent: true }],
  ["silent", { silent: true, steps: [APPROVES] }],
  ["mismatch", { misreports: true, steps: [APPROVES] }],
  [
    "latesuccess",
    {
      steps: [
        { ...APPROVES, to: "failed", failure: TIMED_OUT },
        { ...APPROVES, afterMs: 2 * AUTO_DELAY_MS, from: "failed" },
      ],
    },
  ],
  ["slow", { start: "completed", mishap: "slow" }],
  ["error", { start: "completed", mishap: "error" }],
]);

/**
 * The script of a customer: the local part of the e-mail address up to the first `+` is the magic word; a tag `silent`
 * after it also suppresses every webhook (`error+silent@…`), other tags only make addresses differ.
 */
export function paymentScript(email: unknown): PaymentScript {
  if (typeof email !== "string") return PLAIN;
  const [word = "", ...tags] = email
    .slice(0, Math.max(email.lastIndexOf("@"), 0))
    .toLowerCase()
    .split("+");
  const script = { ...PLAIN, ...SCRIPTS.get(word) };
  return SCRIPTS.has(word) && tags.includes("silent") ? { ...script, silent: true } : script;
}
