import { type Change, chain } from "../change.ts";
import { scheduleNextLook } from "./next-due.ts";
import { isFinal } from "./state-machine.ts";
import type { Transaction } from "./transaction.ts";
import { flagForReview, transition } from "./transition.ts";

/**
 * When to stop waiting for a word; null: not by itself. What the provider has acknowledged it will end itself, or be told
 * to; only where it cannot be told, an open payment past its time is given up like one that was never heard of.
 */
export function givenUpAt(transaction: Transaction): number | null {
  const { status, timings, pursuit, isCancellable, expiresAt } = transaction;
  if (isFinal(status) || status === "authorized" || timings.presumedDeadMs === null) return null;
  if (pursuit.acknowledged && isCancellable !== false) return null;
  // An unsigned word is something to ask about, as long as the payment could still be paid.
  const isToldOf = transaction.receiptCandidate !== null || (transaction.handleCandidate ?? null) !== null;
  const deadAt = pursuit.firstSentAt + timings.presumedDeadMs;
  return pursuit.acknowledged || isToldOf ? Math.max(deadAt, expiresAt) : deadAt;
}

/** Whether to stop waiting for a word now. */
export function isGivenUp(transaction: Transaction, now: number): boolean {
  const at = givenUpAt(transaction);
  return at !== null && now >= at;
}

/** Nobody can tell what became of it: failed for the merchant, watched until its settlement window closes. */
export function presumeDead(transaction: Transaction, reason: string, now: number): Change {
  const failure = { code: "outcome_unknown", message: "The provider never told what became of this payment." };
  const failed = transition(transaction, "failed", now, { failure, data: { reason } });
  return chain(failed, (given) => flagForReview(scheduleNextLook(given, now), "outcome_unknown", now, {}));
}
