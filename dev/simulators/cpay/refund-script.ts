import type { Failure, RefundStatus } from "./model.ts";

/** What becomes of a refund, as the magic word in its `reason` asks for. */
interface RefundScript {
  readonly start: RefundStatus;
  /** The state it reaches by itself a little later. */
  readonly end: "completed" | "failed" | null;
  /** Answered with a 500 after its effect. */
  readonly error: boolean;
  /** Refused outright: a 422, and no refund is made. */
  readonly refused: boolean;
}

/** Why a refund that was told to fail did. */
export const REFUND_FAILURE: Failure = { code: "account_closed", message: "The customer's account is closed." };

const PLAIN: RefundScript = { start: "completed", end: null, error: false, refused: false };

const SCRIPTS = new Map<string, RefundScript>([
  ["pending", { ...PLAIN, start: "pending", end: "completed" }],
  ["fail", { ...PLAIN, start: "failed" }],
  ["pendingfail", { ...PLAIN, start: "pending", end: "failed" }],
  ["error", { ...PLAIN, error: true }],
  ["refuse", { ...PLAIN, refused: true }],
]);

/** The script of a refund: its whole reason must be the magic word, so that no real sentence triggers one. */
export function refundScript(reason: string | null): RefundScript {
  return SCRIPTS.get((reason ?? "").trim().toLowerCase()) ?? PLAIN;
}
