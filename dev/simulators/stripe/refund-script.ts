import type { Metadata, Refund } from "./model.ts";
import type { Mishap } from "./payment-script.ts";

/** What becomes of a refund, as a magic word asks for. */
export interface RefundScript {
  readonly start: Refund["status"];
  /** The state it reaches by itself a little later. */
  readonly end: "succeeded" | "failed" | null;
  readonly failsAtOnce: boolean;
  /** Refused outright: a 400, and no refund is made. */
  readonly refused: boolean;
  readonly mishap: Mishap | null;
}

/** When a pending refund ends, and a late failure comes. */
export const REFUND_DELAY_MS = 300;

const PLAIN: RefundScript = { start: "succeeded", end: null, failsAtOnce: false, refused: false, mishap: null };

const SCRIPTS = new Map<string, RefundScript>([
  ["pending", { ...PLAIN, start: "pending", end: "succeeded" }],
  ["pendingfail", { ...PLAIN, start: "pending", end: "failed" }],
  ["stay", { ...PLAIN, start: "pending" }],
  ["action", { ...PLAIN, start: "requires_action" }],
  ["fail", { ...PLAIN, failsAtOnce: true }],
  ["latefail", { ...PLAIN, end: "failed" }],
  ["refuse", { ...PLAIN, refused: true }],
  ["slow", { ...PLAIN, mishap: "slow" }],
  ["error", { ...PLAIN, mishap: "error" }],
  ["stored500", { ...PLAIN, mishap: "stored500" }],
]);

/** The script of a refund: of its payment's `refund-…` tag, else of a metadata value that is exactly a magic word. */
export function refundScript(ofPayment: string | null, metadata: Metadata): RefundScript {
  for (const word of [ofPayment, ...Object.values(metadata)]) {
    const script = SCRIPTS.get((word ?? "").trim().toLowerCase());
    if (script !== undefined) return script;
  }
  return PLAIN;
}
