import type { Script } from "./model.ts";
import type { Action } from "./records.ts";

/** What becomes of a payment without a person, as a magic e-mail address asks for. */
export interface PaymentScript extends Script {
  readonly steps: readonly { readonly afterMs: number; readonly action: Action }[];
  /** How the answer to the creation goes wrong. */
  readonly mishap: Mishap | null;
}

/**
 * `slow`: answered late, the key in use meanwhile. `error`: answered 500, but the key remembers the success.
 * `stored500`: a 500 that the key remembers, and nothing made. `stored500taken`: the same, but the payment exists.
 */
export type Mishap = "slow" | "error" | "stored500" | "stored500taken";

/** Long enough for the create answer to be out first, short enough not to be felt in a test. */
export const AUTO_DELAY_MS = 300;
/** Past the 5 s that a gateway waits for an answer. */
export const SLOW_ANSWER_MS = 7_000;

const PLAIN: PaymentScript = { silent: false, misreports: false, refunds: null, steps: [], mishap: null };
const PAYS = after(1, { act: "succeed" });

const SCRIPTS = new Map<string, Partial<PaymentScript>>([
  ["wait", {}],
  ["auto", { steps: [PAYS] }],
  ["autodecline", { steps: [after(1, { act: "decline", decline: "insufficient_funds" })] }],
  ["authenticate", { steps: [after(1, { act: "authenticate" })] }],
  ["delayed", { steps: [after(1, { act: "delay", ends: "succeed" })] }],
  ["delayedfail", { steps: [after(1, { act: "delay", ends: "decline" })] }],
  ["cancel", { steps: [after(1, { act: "cancel" })] }],
  ["never", { silent: true }],
  ["silent", { silent: true, steps: [PAYS] }],
  ["mismatch", { misreports: true, steps: [PAYS] }],
  ["latesuccess", { steps: [after(1, { act: "decline" }), after(2, { act: "succeed" })] }],
  ["slow", { steps: [PAYS], mishap: "slow" }],
  ["error", { steps: [PAYS], mishap: "error" }],
  ["stored500", { mishap: "stored500" }],
  ["stored500taken", { steps: [PAYS], mishap: "stored500taken" }],
]);
const REFUND_TAG = "refund-";

/**
 * The script of a payment: of the texts given (receipt address, customer's address, description, metadata), the first
 * that is a magic e-mail address decides. Its local part up to the first `+` is the word; of the tags after it,
 * `silent` suppresses every webhook, `refund-…` is the script of all refunds, others only make addresses differ.
 */
export function paymentScript(texts: readonly (string | null)[]): PaymentScript {
  for (const text of texts) {
    const [, local = ""] = /^([^@\s]+)@[^@\s]+$/.exec(text ?? "") ?? [];
    const [word = "", ...tags] = local.toLowerCase().split("+");
    const script = SCRIPTS.get(word);
    if (script === undefined) continue;
    const refunds = tags.find((tag) => tag.startsWith(REFUND_TAG))?.slice(REFUND_TAG.length) ?? null;
    const silent = script.silent === true || tags.includes("silent");
    return { ...PLAIN, ...script, silent, refunds };
  }
  return PLAIN;
}

function after(beats: number, action: Action): PaymentScript["steps"][number] {
  return { afterMs: beats * AUTO_DELAY_MS, action };
}
