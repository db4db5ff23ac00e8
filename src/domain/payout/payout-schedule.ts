import { pollBackoffMs } from "../pursuit.ts";
import type { Payout } from "./payout.ts";

/** How often a failed payout is asked about again because of a receipt that somebody told of. */
export const MAX_LATE_LOOKS = 8;

/** The payout with its next look in its ordinary time. */
export function reschedulePayout(payout: Payout, now: number): Payout {
  const dueAt = nextPayoutDue(payout, now + pollBackoffMs(payout.pursuit.looks, payout.timings), now);
  return { ...payout, pursuit: { ...payout.pursuit, dueAt } };
}

/**
 * When to look next. Open attempts have their own timer; what is final waits for nothing, unless a receipt was told of
 * money that is said to have failed.
 */
export function nextPayoutDue(payout: Payout, at: number, now: number): number | null {
  const { pursuit, status } = payout;
  if (status === "completed") return null;
  if (pursuit.attempt !== null && pursuit.dueAt !== null) return pursuit.dueAt;
  if (status === "failed") return isLateNewsPossible(payout, now) ? at : null;
  return at;
}

/** Whether a failed payout is still worth a question of our own: somebody has told of a receipt for it. */
function isLateNewsPossible({ receiptCandidate, pursuit, timings }: Payout, now: number): boolean {
  const isOpen = now < pursuit.firstSentAt + timings.settlementWindowMs;
  return receiptCandidate !== null && isOpen && pursuit.looks < MAX_LATE_LOOKS;
}
