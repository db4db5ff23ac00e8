import { assertNever } from "../../lib/assert-never.ts";
import type { JsonValue } from "../../lib/canonical-json.ts";
import { compact } from "../change.ts";
import { type PayoutOutcome, type ReportedPayout, toStorableOutcome, type Unreported } from "../outcome.ts";
import {
  type Attempt,
  closeAttempt,
  hasNothingLeft,
  mayBeRepeat,
  type Pursuit,
  SLOW_LOOK_MS,
  unknownBackoffMs,
} from "../pursuit.ts";
import type { Payout } from "./payout.ts";
import {
  chainPayout,
  flagPayout,
  movePayout,
  OUTCOME_UNKNOWN,
  type PayoutChange,
  payoutChange,
  REFUSED_AGAIN,
} from "./payout-change.ts";
import { findPayoutContradiction } from "./payout-evidence.ts";
import { nextPayoutDue, reschedulePayout } from "./payout-schedule.ts";
import { canMovePayout, isPayoutFinal } from "./payout-states.ts";

/**
 * Records what came of an attempt. Evidence is never discarded: handles, receipts and successes count whatever attempt
 * is open; only a negative or pending outcome needs to come from the attempt that is still current to move the state.
 */
export function settlePayout(payout: Payout, attemptNumber: number, heard: PayoutOutcome, now: number): PayoutChange {
  const outcome = toStorableOutcome(heard);
  const { attempt } = payout.pursuit;
  const current = attempt !== null && attempt.number === attemptNumber ? attempt : null;
  const closed = current === null ? payout : { ...payout, pursuit: closeAttempt(payout.pursuit, outcome.kind) };
  const exchange = outcome.exchange as JsonValue;
  const isLookedAt = current?.kind === "look";
  if (outcome.kind === "reported" && !isLookedAt && saysNothingOfEarlierSends(payout, outcome)) {
    return current === null ? payoutChange(closed) : answerNudge(doubt(closed, outcome, current, exchange, now), now);
  }
  const change =
    outcome.kind === "reported"
      ? applyPayoutReport(closed, outcome, exchange, current !== null || attempt === null, now)
      : applySilence(closed, outcome, exchange, current, now);
  return current === null ? change : answerNudge(change, now);
}

/**
 * Whether a refusal is of one sending only, while another may have been taken: a request that is turned away for its
 * credentials, say, tells nothing of the one before.
 */
function saysNothingOfEarlierSends({ pursuit }: Payout, reported: ReportedPayout): boolean {
  return reported.status === "failed" && reported.providerTransactionId === null && mayBeRepeat(pursuit);
}

/** From here on it is only asked about, and a person may know more. */
function doubt(payout: Payout, reported: ReportedPayout, current: Attempt, exchange: JsonValue, now: number) {
  const reason = REFUSED_AGAIN;
  const told = applySilence(payout, { kind: "unknown", reason }, exchange, current, now);
  return chainPayout(told, (given) => flagPayout(given, reason, now, { failure: reported.failure as JsonValue }));
}

/**
 * Applies a provider's statement, from an answer or from an authoritative event. `mayLower` tells whether a pending or
 * negative statement may move the state: not while money may be on its way that yet brings a success.
 */
export function applyPayoutReport(
  payout: Payout,
  reported: ReportedPayout,
  exchange: JsonValue,
  mayLower: boolean,
  now: number,
): PayoutChange {
  const contradiction = findPayoutContradiction(payout, reported);
  if (contradiction !== null) return holdForReview(payout, contradiction, reported, exchange, now);
  const known: Payout = {
    ...payout,
    providerTransactionId: payout.providerTransactionId ?? reported.providerTransactionId,
    providerReceipt: payout.providerReceipt ?? reported.receipt,
    receiptCandidate: reported.status === "pending" ? payout.receiptCandidate : null,
    pursuit: acknowledged(payout, reported),
  };
  const data = {
    provider_transaction_id: known.providerTransactionId,
    provider_receipt: known.providerReceipt,
    exchange,
  };
  switch (reported.status) {
    case "completed":
      return canMovePayout(known.status, "completed")
        ? movePayout(known, "completed", now, { data })
        : acknowledge(payout, reschedulePayout(known, now), now, data);
    case "failed":
      return mayLower && canMovePayout(known.status, "failed")
        ? movePayout(known, "failed", now, { failure: reported.failure ?? known.failureCandidate ?? null, data })
        : acknowledge(payout, reschedulePayout(known, now), now, data);
    case "pending":
      return mayLower && known.status === "pending"
        ? movePayout(reschedulePayout(known, now), "processing", now, { data })
        : acknowledge(payout, reschedulePayout(known, now), now, data);
    default:
      return assertNever(reported.status);
  }
}

/** Turned away at the door, a payout is not known to the provider: its absence still has to be shown. */
function acknowledged({ pursuit }: Payout, { status, providerTransactionId }: ReportedPayout): Pursuit {
  const isTaken = status !== "failed" || providerTransactionId !== null;
  return pursuit.acknowledged || !isTaken ? pursuit : { ...pursuit, acknowledged: true, looks: 0 };
}

/** What disagrees in id, amount or currency moves nothing: a person has to look, and meanwhile nothing is sent again. */
function holdForReview(
  payout: Payout,
  reason: string,
  { kind: _, failure: __, ...told }: ReportedPayout,
  exchange: JsonValue,
  now: number,
): PayoutChange {
  const dueAt = nextPayoutDue(payout, now + SLOW_LOOK_MS, now);
  const waiting = { ...payout, pursuit: { ...payout.pursuit, dueAt } };
  const flagged = flagPayout(waiting, reason, now, { reported: compact(told), exchange });
  if (payout.status !== "pending") return flagged;
  return chainPayout(flagged, (held) => movePayout(held, "processing", now, { data: { reason } }));
}

/** An outcome that says nothing about the payout: it stays, or becomes, `processing`, and is looked for again. */
function applySilence(
  payout: Payout,
  outcome: Unreported,
  exchange: JsonValue,
  current: Attempt | null,
  now: number,
): PayoutChange {
  if (current === null) return payoutChange(payout);
  const { pursuit, timings } = payout;
  if (isPayoutFinal(payout.status)) return payoutChange(reschedulePayout(payout, now));
  const reason = outcome.kind === "absent" ? "absent" : outcome.reason;
  // Dated by the question, not by its answer's arrival. What the provider has once taken cannot be shown to be absent.
  const isProof = current.startedAt >= pursuit.lastSendEndsAt + timings.settlingMs && !pursuit.acknowledged;
  if (outcome.kind === "absent" && isProof && payout.review === null) {
    const failure = { code: "not_found_at_provider", message: "The provider has no such payout." };
    return movePayout(payout, "failed", now, { failure, data: { exchange } });
  }
  const { presumedDeadMs } = timings;
  const deadAt = presumedDeadMs === null || hasNothingLeft(pursuit) ? null : pursuit.firstSentAt + presumedDeadMs;
  const isOverdue = deadAt !== null && now >= deadAt;
  const isSlow = isOverdue || (payout.review !== null && payout.review.reason !== REFUSED_AGAIN);
  const again = now + unknownBackoffMs(pursuit.looks, timings);
  const dueAt = isSlow ? now + SLOW_LOOK_MS : Math.min(again, deadAt ?? again);
  const waiting: Payout = { ...payout, pursuit: { ...pursuit, dueAt } };
  const unknown = { outcome: outcome.kind, reason, attempt: current.number, exchange };
  const told = tellOfSilence(waiting, unknown, pursuit.looks <= 1 || current.kind === "send", now);
  // Money may have left: what nobody can tell about is never called failed, or it would be paid out a second time.
  return isOverdue ? chainPayout(told, (given) => flagPayout(given, OUTCOME_UNKNOWN, now, { reason })) : told;
}

function tellOfSilence(
  payout: Payout,
  data: Record<string, JsonValue | undefined>,
  isNews: boolean,
  now: number,
): PayoutChange {
  if (payout.status === "pending") return movePayout(payout, "processing", now, { data });
  if (!isNews) return payoutChange(payout);
  return payoutChange({ ...payout, updatedAt: now }, [{ type: "payout.outcome_unknown", data: compact(data) }]);
}

/** Notes a handle or receipt that was learned without a change of state; without news, only the timer moves. */
function acknowledge(
  before: Payout,
  after: Payout,
  now: number,
  data: Record<string, JsonValue | undefined>,
): PayoutChange {
  const isKnown =
    before.providerTransactionId === after.providerTransactionId && before.providerReceipt === after.providerReceipt;
  if (isKnown) return payoutChange(after);
  return payoutChange({ ...after, updatedAt: now }, [{ type: "payout.provider_acknowledged", data: compact(data) }]);
}

/** A hint that came during the attempt is followed at once: what it told of may have happened after the question. */
function answerNudge(change: PayoutChange, now: number): PayoutChange {
  const { pursuit, status } = change.payout;
  if (!pursuit.nudged) return change;
  const dueAt = status === "completed" ? null : now;
  return { ...change, payout: { ...change.payout, pursuit: { ...pursuit, nudged: false, dueAt } } };
}
