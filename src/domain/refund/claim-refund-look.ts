import type { LookClaim, LookTrigger } from "../payment/claim-look.ts";
import {
  type AttemptKind,
  hasNothingLeft,
  isLeased,
  nextLookKind,
  openAttempt,
  type ProviderTimings,
  type Pursuit,
  retryAfterSeconds,
} from "../pursuit.ts";
import type { Refund } from "./refund.ts";

/** Asks for the permission to find out what became of a refund. Bookkeeping only: nothing a merchant sees changes. */
export function claimRefundLook(
  refund: Refund,
  timings: ProviderTimings,
  trigger: LookTrigger,
  now: number,
): [Refund, LookClaim] {
  const { pursuit } = refund;
  if (isLeased(pursuit, now)) {
    const nudged = trigger === "hint" ? { ...refund, pursuit: { ...pursuit, nudged: true } } : refund;
    return [nudged, { granted: false, why: "busy", retryAfterSeconds: retryAfterSeconds(pursuit, now) }];
  }
  const isDue = pursuit.dueAt !== null && (trigger !== "timer" || pursuit.dueAt <= now);
  if (!isDue) return [refund, { granted: false, why: "idle", retryAfterSeconds: 0 }];
  const kind = refund.status === "pending" ? nextRefundKind(pursuit, now, timings) : "look";
  const opened = openAttempt({ ...pursuit, attempt: null }, kind, now, timings);
  return [
    { ...refund, pursuit: opened },
    { granted: true, kind, attemptNumber: opened.attempts },
  ];
}

/** A look that comes before the last request has settled may miss what it has made: then it must not be the reason to ask again. */
function nextRefundKind(pursuit: Pursuit, now: number, timings: ProviderTimings): AttemptKind {
  const { refundKeyLifetimeMs: keyLifetimeMs } = timings;
  if (keyLifetimeMs === undefined) return nextLookKind(pursuit, now, timings);
  const isSettled = hasNothingLeft(pursuit) || now >= pursuit.lastSendEndsAt + timings.settlingMs;
  return isSettled ? nextLookKind(pursuit, now, { ...timings, keyLifetimeMs }) : "look";
}
