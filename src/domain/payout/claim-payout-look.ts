import type { LookClaim } from "../payment/claim-look.ts";
import {
  hasNothingLeft,
  isLeased,
  MANUAL_LOOK_INTERVAL_MS,
  nextLookKind,
  openAttempt,
  retryAfterSeconds,
} from "../pursuit.ts";
import type { Payout } from "./payout.ts";
import { movePayout, type PayoutChange, payoutChange } from "./payout-change.ts";
import { isPayoutFinal } from "./payout-states.ts";

/** Who asks for a look: the payout's own timer, a person, or an unsigned word that something has happened. */
export type PayoutLookTrigger = "timer" | "manual" | "hint";

/**
 * Asks for the permission to find out what the provider did. An attempt whose time is over without a word counts as
 * unknown from here on. A hint that meets an open attempt is remembered, so that the question is put again after it.
 */
export function claimPayoutLook(payout: Payout, trigger: PayoutLookTrigger, now: number): [PayoutChange, LookClaim] {
  const { pursuit, timings } = payout;
  if (isLeased(pursuit, now)) {
    const nudged = trigger === "hint" && payout.status !== "completed";
    const noted: Payout = nudged ? { ...payout, pursuit: { ...pursuit, nudged } } : payout;
    const seconds = retryAfterSeconds(pursuit, now);
    return [payoutChange(noted), { granted: false, why: "busy", retryAfterSeconds: seconds }];
  }
  if (!isAllowed(payout, trigger, now)) {
    return [payoutChange(payout), { granted: false, why: "idle", retryAfterSeconds: 0 }];
  }
  const lapsed = lapsePayoutAttempt(payout, now);
  // What is final, doubtful or told of by a hint is only asked about: sending it again could pay it a second time.
  const isDoubtful = payout.review !== null && !hasNothingLeft(pursuit);
  const mayResend = !isPayoutFinal(payout.status) && !isDoubtful && trigger !== "hint";
  const kind = mayResend ? nextLookKind(pursuit, now, timings) : "look";
  const opened = openAttempt(lapsed.payout.pursuit, kind, now, timings);
  return [
    { ...lapsed, payout: { ...lapsed.payout, pursuit: opened } },
    { granted: true, kind, attemptNumber: opened.attempts },
  ];
}

/** Turns an attempt that ended without an outcome into what it is: a payout of unknown outcome. */
export function lapsePayoutAttempt(payout: Payout, now: number): PayoutChange {
  const { pursuit } = payout;
  if (pursuit.attempt === null || now < pursuit.attempt.endsAt) return payoutChange(payout);
  const freed: Payout = { ...payout, pursuit: { ...pursuit, attempt: null } };
  if (freed.status !== "pending") return payoutChange(freed);
  return movePayout(freed, "processing", now, { data: { outcome: "unknown", reason: "attempt_lapsed" } });
}

function isAllowed({ pursuit, status }: Payout, trigger: PayoutLookTrigger, now: number): boolean {
  if (status === "completed") return false;
  switch (trigger) {
    case "timer":
      return pursuit.dueAt !== null && pursuit.dueAt <= now;
    case "manual":
      return pursuit.lastLookAt === null || now - pursuit.lastLookAt >= MANUAL_LOOK_INTERVAL_MS;
    case "hint":
      return true;
  }
}
