import type { JsonValue } from "../../lib/canonical-json.ts";
import type { AuditDraft } from "../audit/audit-entry.ts";
import { compact } from "../change.ts";
import type { EventType } from "../event/event.ts";
import type { Failure } from "../failure.ts";
import type { Payout, PayoutStatus } from "./payout.ts";
import { canMovePayout, isPayoutFinal } from "./payout-states.ts";

/**
 * What a decision about a payout wants written, all of it in one storage transaction. A change without audit entries
 * alters bookkeeping only and is not projected.
 */
export interface PayoutChange {
  readonly payout: Payout;
  readonly audit: readonly AuditDraft[];
  readonly events: readonly EventType[];
}

/** A change without an event. */
export function payoutChange(payout: Payout, audit: readonly AuditDraft[] = []): PayoutChange {
  return { payout, audit, events: [] };
}

/** Makes a further change to the payout that a first one leaves, as one change. */
export function chainPayout(first: PayoutChange, next: (payout: Payout) => PayoutChange): PayoutChange {
  const second = next(first.payout);
  return {
    payout: second.payout,
    audit: [...first.audit, ...second.audit],
    events: [...first.events, ...second.events],
  };
}

/** What goes into the record and the audit entry of a change of state. */
export interface PayoutMoveDetails {
  readonly failure?: Failure | null;
  readonly data?: Record<string, JsonValue | undefined>;
}

/**
 * The only way a payout's state changes: over an edge of the table, with one audit entry and one event. Throws on a
 * forbidden edge, which is a bug of the caller.
 */
export function movePayout(
  payout: Payout,
  to: Exclude<PayoutStatus, "pending">,
  now: number,
  details: PayoutMoveDetails = {},
): PayoutChange {
  const from = payout.status;
  if (!canMovePayout(from, to)) throw new Error(`no edge from ${from} to ${to}`);
  const failure = to === "failed" ? (details.failure ?? PROVIDER_REFUSED) : null;
  const next: Payout = {
    ...payout,
    status: to,
    failure,
    updatedAt: now,
    completedAt: to === "completed" ? now : null,
    // An outcome ends every doubt that its absence had raised.
    review: isPayoutFinal(to) && isDoubt(payout.review) ? null : payout.review,
    pursuit: isPayoutFinal(to) ? { ...payout.pursuit, dueAt: null, looks: 0, nudged: false } : payout.pursuit,
  };
  const type = from === "failed" ? "payout.late_success" : `payout.${to}`;
  const data = compact({ from, to, failure: failure as JsonValue, ...details.data });
  return { payout: next, audit: [{ type, data }], events: [`payout.${to}`] };
}

/** Puts a payout under review by a person, once per reason. */
export function flagPayout(
  payout: Payout,
  reason: string,
  now: number,
  data: Record<string, JsonValue | undefined> = {},
): PayoutChange {
  if (payout.review?.reason === reason) return payoutChange(payout);
  const entry = { type: "payout.review_required", data: compact({ reason, ...data }) };
  return payoutChange({ ...payout, review: { reason }, updatedAt: now }, [entry]);
}

/** Why a payout is under review whose outcome nobody could tell in time. */
export const OUTCOME_UNKNOWN = "outcome_unknown";
/** Why one is that was refused when it was sent again, while nobody knows of the first time. */
export const REFUSED_AGAIN = "refused_when_sent_again";

function isDoubt(review: Payout["review"]): boolean {
  return review?.reason === OUTCOME_UNKNOWN || review?.reason === REFUSED_AGAIN;
}

const PROVIDER_REFUSED: Failure = { code: "payout_failed", message: "The provider refused it." };
