import type { LookClaim, LookTrigger } from "../payment/claim-look.ts";
import { isLeased, nextLookKind, openAttempt, type ProviderTimings, retryAfterSeconds } from "../pursuit.ts";
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
    return [refund, { granted: false, why: "busy", retryAfterSeconds: retryAfterSeconds(pursuit, now) }];
  }
  const isDue = pursuit.dueAt !== null && (trigger === "manual" || pursuit.dueAt <= now);
  if (!isDue) return [refund, { granted: false, why: "idle", retryAfterSeconds: 0 }];
  const kind = refund.status === "pending" ? nextLookKind(pursuit, now, timings) : "look";
  const opened = openAttempt({ ...pursuit, attempt: null }, kind, now, timings);
  return [
    { ...refund, pursuit: opened },
    { granted: true, kind, attemptNumber: opened.attempts },
  ];
}
