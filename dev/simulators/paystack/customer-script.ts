import { Refusal } from "../support/refusal.ts";
import type { Reply } from "../support/reply.ts";
import { toErrorBody } from "./errors.ts";
import type { PaystackView } from "./view.ts";

/** A change of status that comes by itself some time after the creation. */
export interface ScriptedStep {
  readonly afterMs: number;
  readonly from: readonly string[];
  readonly to: "success" | "failed";
  readonly gateway_response: string;
}

/** How the answer to a request goes wrong after its effect. */
export type Mishap = "slow" | "error" | "lost";

/** What becomes of a transaction, as the customer's magic e-mail address asks for. */
export interface CustomerScript {
  /** Refused outright: a 400, and no transaction is made. */
  readonly refused: boolean;
  /** Settled in the answer itself; direct charges only. */
  readonly atOnce: ScriptedStep | null;
  readonly steps: readonly ScriptedStep[];
  readonly mishap: Mishap | null;
  readonly silent: boolean;
  readonly misreports: boolean;
  readonly customerBearsFees: boolean;
}

/** Long enough for the answer to be out first, short enough not to be felt in a test. */
export const AUTO_DELAY_MS = 300;
/** Past the 5 s that the gateway waits for an answer. */
const SLOW_ANSWER_MS = 7_000;

/** The states in which a customer may still do something. */
export const UNDECIDED: readonly string[] = ["abandoned", "ongoing", "pending"];

const PLAIN: CustomerScript = {
  refused: false,
  atOnce: null,
  steps: [],
  mishap: null,
  silent: false,
  misreports: false,
  customerBearsFees: false,
};

/** The customer approves a little later. */
export const APPROVES: ScriptedStep = {
  afterMs: AUTO_DELAY_MS,
  from: UNDECIDED,
  to: "success",
  gateway_response: "Approved",
};
/** The customer has too little money, which shows a little later. */
export const HAS_NO_FUNDS: ScriptedStep = { ...APPROVES, to: "failed", gateway_response: "Insufficient Funds" };
/** The customer does not answer, which is given up a little later. */
export const GIVES_NO_ANSWER: ScriptedStep = { ...APPROVES, to: "failed", gateway_response: "Transaction timed out" };

const SCRIPTS = new Map<string, Partial<CustomerScript>>([
  ["approve", { atOnce: APPROVES }],
  ["decline", { atOnce: { ...APPROVES, to: "failed", gateway_response: "Declined" } }],
  ["refuse", { refused: true }],
  ["auto", { steps: [APPROVES] }],
  ["autodecline", { steps: [HAS_NO_FUNDS] }],
  ["never", { silent: true }],
  ["silent", { silent: true, steps: [APPROVES] }],
  ["mismatch", { misreports: true, steps: [APPROVES] }],
  ["fees", { customerBearsFees: true, steps: [APPROVES] }],
  ["latesuccess", { steps: [GIVES_NO_ANSWER, { ...APPROVES, afterMs: 2 * AUTO_DELAY_MS, from: ["failed"] }] }],
  ["slow", { mishap: "slow" }],
  ["error", { mishap: "error" }],
  ["lost", { mishap: "lost" }],
]);

/**
 * The script of a customer: the local part of the e-mail address up to the first `+` is the magic word; magic words
 * after it add to what it does (`lost+auto@…`), other tags only make addresses differ.
 */
export function customerScript(email: string): CustomerScript {
  const words = email.slice(0, email.lastIndexOf("@")).toLowerCase().split("+");
  if (!SCRIPTS.has(words[0] ?? "")) return PLAIN;
  // As a tag, `silent` says only that no webhook is sent: `autodecline+silent` must not succeed.
  const scripts = words.map((word, index) => (word === "silent" && index > 0 ? { silent: true } : SCRIPTS.get(word)));
  return Object.assign({}, PLAIN, ...scripts);
}

/** The refusal of `refuse@…`: the processor wants nothing to do with this customer. */
export function refusedByProcessor(message: string): Refusal {
  return new Refusal(400, "processor_error", message);
}

/** What comes of an answer after its effect: late, a 500, nothing at all, or itself. */
export function withMishap(reply: Reply, mishap: Mishap | null, view: PaystackView): Reply {
  switch (mishap) {
    case "slow":
      return { ...reply, holdMs: SLOW_ANSWER_MS };
    case "error":
      return { status: 500, body: toErrorBody("unknown", "An error occurred", 500, view.quirks()) };
    case "lost":
      return { ...reply, cut: true };
    case null:
      return reply;
  }
}
