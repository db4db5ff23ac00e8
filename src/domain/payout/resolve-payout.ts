import { compact } from "../change.ts";
import { isLeased, retryAfterSeconds } from "../pursuit.ts";
import { lapsePayoutAttempt } from "./claim-payout-look.ts";
import type { Payout } from "./payout.ts";
import { chainPayout, movePayout, type PayoutChange, payoutChange } from "./payout-change.ts";
import { canMovePayout, isPayoutFinal } from "./payout-states.ts";

/** What a person has found out about a payout. */
export interface PayoutResolution {
  /** How it ended; null: as it stands, and only the review is over. */
  readonly status: "completed" | "failed" | null;
  /** Why, in the person's words; kept in the audit trail. */
  readonly note: string;
}

/** Why a payout cannot be settled by a person. `settled`: there is nothing to settle. */
export type PayoutResolveRefusal =
  | { readonly why: "settled" | "forbidden" }
  | { readonly why: "busy"; readonly retryAfterSeconds: number };

/** What came of it; a refusal leaves nothing behind. */
export type PayoutResolveDecision =
  | { readonly resolved: true; readonly change: PayoutChange }
  | { readonly resolved: false; readonly refusal: PayoutResolveRefusal };

/**
 * Settles a payout that is under review, or whose outcome is open, as a person says. Only over edges of the table; a
 * success that the provider confirms later still wins.
 */
export function resolvePayout(payout: Payout, { status, note }: PayoutResolution, now: number): PayoutResolveDecision {
  const { pursuit, review } = payout;
  if (isLeased(pursuit, now)) return refuse({ why: "busy", retryAfterSeconds: retryAfterSeconds(pursuit, now) });
  const to = status === payout.status ? null : status;
  if (review === null && (to === null || isPayoutFinal(payout.status))) return refuse({ why: "settled" });
  if (to !== null && !canMovePayout(payout.status, to)) return refuse({ why: "forbidden" });
  const data = compact({ from: payout.status, to: status, review: review?.reason, note });
  const resolved = chainPayout(lapsePayoutAttempt(payout, now), (given) =>
    payoutChange({ ...given, review: null, updatedAt: now }, [{ type: "payout.resolved", data }]),
  );
  if (to === null) return { resolved: true, change: resolved };
  const failure = { code: "resolved_as_failed", message: "It was settled by an operator." };
  const details = { failure: to === "failed" ? failure : null, data: { note } };
  return { resolved: true, change: chainPayout(resolved, (given) => movePayout(given, to, now, details)) };
}

function refuse(refusal: PayoutResolveRefusal): PayoutResolveDecision {
  return { resolved: false, refusal };
}
