import type { JsonValue } from "../../lib/canonical-json.ts";
import { type Change, chain, compact } from "../change.ts";
import { type RefundOutcome, type ReportedRefund, toStorableOutcome } from "../outcome.ts";
import type { Transaction } from "../payment/transaction.ts";
import { flagForReview, transition } from "../payment/transition.ts";
import {
  closeAttempt,
  honourNudge,
  type ProviderTimings,
  pollBackoffMs,
  SLOW_LOOK_MS,
  unknownBackoffMs,
} from "../pursuit.ts";
import type { Refund } from "./refund.ts";
import { paidMinor, refundedMinor, statusForRefunded } from "./refund-balance.ts";
import { findRefundContradiction } from "./refund-evidence.ts";

/** The gateway's own conclusion from absence: unlike a provider's word, any sign of the refund proves it wrong. */
const NOT_FOUND = { code: "not_found_at_provider", message: "The provider has no such refund." };

/** Records what came of an attempt at a refund; evidence counts whatever attempt is open, as with payments. */
export function settleRefund(
  transaction: Transaction,
  refunds: readonly Refund[],
  refund: Refund,
  attemptNumber: number,
  heard: RefundOutcome,
  now: number,
): Change {
  const change = recordOutcome(transaction, refunds, refund, attemptNumber, toStorableOutcome(heard), now);
  const settled = change.refunds.map((each) => ({ ...each, pursuit: honourNudge(each.pursuit, now) }));
  return { ...change, refunds: settled };
}

function recordOutcome(
  transaction: Transaction,
  refunds: readonly Refund[],
  refund: Refund,
  attemptNumber: number,
  outcome: RefundOutcome,
  now: number,
): Change {
  const { attempt } = refund.pursuit;
  const isCurrent = attempt !== null && attempt.number === attemptNumber;
  const closed: Refund = isCurrent ? { ...refund, pursuit: closeAttempt(refund.pursuit, outcome.kind) } : refund;
  if (outcome.kind === "reported") {
    const mayLower = isCurrent || attempt === null;
    const isFresh = isCurrent && attempt.startedAt >= refund.updatedAt;
    return applyRefundReport(
      transaction,
      refunds,
      closed,
      outcome,
      outcome.exchange as JsonValue,
      mayLower,
      now,
      isFresh,
    );
  }
  if (!isCurrent) return refundChange(transaction, closed);
  const { pursuit } = closed;
  if (closed.status !== "pending") {
    const again = pursuit.dueAt === null ? null : now + unknownBackoffMs(pursuit.looks, transaction.timings);
    return refundChange(transaction, { ...closed, pursuit: { ...pursuit, dueAt: again } });
  }
  if (outcome.kind === "absent" && attempt.startedAt >= pursuit.lastSendEndsAt + transaction.timings.settlingMs) {
    return move(
      transaction,
      refunds,
      closed,
      "failed",
      { failure: NOT_FOUND, exchange: outcome.exchange as JsonValue },
      now,
    );
  }
  const { presumedDeadMs } = transaction.timings;
  const deadAt = presumedDeadMs === null || pursuit.acknowledged ? null : pursuit.firstSentAt + presumedDeadMs;
  const isDead = deadAt !== null && now >= deadAt;
  const again = now + unknownBackoffMs(pursuit.looks, transaction.timings);
  const dueAt = isDead ? now + SLOW_LOOK_MS : Math.min(again, deadAt ?? again);
  const waiting = { ...closed, pursuit: { ...pursuit, dueAt } };
  // Money may have left: a refund nobody can tell about keeps its reserve and goes to a person.
  if (isDead)
    return {
      ...flagForReview(transaction, "refund_outcome_unknown", now, { refund_id: refund.id }),
      refunds: [waiting],
    };
  if (pursuit.looks > 1) return refundChange(transaction, waiting);
  const reason = outcome.kind === "absent" ? "absent" : outcome.reason;
  const data = compact({
    refund_id: refund.id,
    outcome: outcome.kind,
    reason,
    exchange: outcome.exchange as JsonValue,
  });
  return {
    ...refundChange({ ...transaction, updatedAt: now }, waiting),
    audit: [{ type: "refund.outcome_unknown", data }],
  };
}

/**
 * Applies a provider's statement about a refund, from an answer or from a webhook. `isFresh` tells that it answers a
 * question asked since the refund last changed: only then can a success follow on a failure.
 */
export function applyRefundReport(
  transaction: Transaction,
  refunds: readonly Refund[],
  refund: Refund,
  reported: ReportedRefund,
  exchange: JsonValue,
  mayLower: boolean,
  now: number,
  isFresh = false,
): Change {
  const contradiction = findRefundContradiction(refunds, refund, reported);
  if (contradiction !== null) {
    const wait =
      refund.pursuit.attempt === null && refund.status === "pending" ? now + SLOW_LOOK_MS : refund.pursuit.dueAt;
    const flagged = flagForReview(transaction, contradiction, now, { refund_id: refund.id, exchange });
    return { ...flagged, refunds: [{ ...refund, pursuit: { ...refund.pursuit, dueAt: wait } }] };
  }
  const known: Refund = {
    ...refund,
    providerRefundId: refund.providerRefundId ?? reported.providerRefundId,
    pursuit: { ...refund.pursuit, acknowledged: true },
  };
  const details = { failure: reported.failure ?? refund.failureCandidate ?? null, exchange };
  if (reported.status === "completed" && refund.status !== "completed") {
    // Refunds fail late, and messages overtake each other: an old success must not undo a newer failure. Ask which it is.
    if (refund.status === "failed" && !isFresh && refund.failure?.code !== NOT_FOUND.code)
      return askAgain(transaction, known, now);
    return move(transaction, refunds, known, "completed", details, now);
  }
  // A provider may take back a refund it had called completed: the money is with the merchant again.
  if (reported.status === "failed" && refund.status !== "failed" && mayLower) {
    return move(transaction, refunds, known, "failed", details, now);
  }
  const dueAt = nextDue(known, transaction.timings, isFresh, now);
  const waiting = { ...known, pursuit: { ...known.pursuit, dueAt } };
  if (waiting.providerRefundId === refund.providerRefundId) return refundChange(transaction, waiting);
  const data = compact({ refund_id: refund.id, provider_refund_id: waiting.providerRefundId, exchange });
  return {
    ...refundChange({ ...transaction, updatedAt: now }, { ...waiting, updatedAt: now }),
    audit: [{ type: "refund.provider_acknowledged", data }],
  };
}

function nextDue({ status, pursuit }: Refund, timings: ProviderTimings, isFresh: boolean, now: number): number | null {
  if (pursuit.attempt !== null) return pursuit.dueAt;
  if (status === "pending") return now + pollBackoffMs(pursuit.looks, timings);
  return isFresh ? null : pursuit.dueAt;
}

function askAgain(transaction: Transaction, refund: Refund, now: number): Change {
  const dueAt = refund.pursuit.attempt === null || refund.pursuit.dueAt === null ? now : refund.pursuit.dueAt;
  return refundChange(transaction, { ...refund, pursuit: { ...refund.pursuit, dueAt } });
}

/** Changes a refund's state and, with it, what the payment's state says of the sum of refunds that stand. */
function move(
  transaction: Transaction,
  refunds: readonly Refund[],
  refund: Refund,
  to: "completed" | "failed",
  details: { failure: Refund["failure"]; exchange: JsonValue },
  now: number,
): Change {
  const failure =
    to === "failed" ? (details.failure ?? { code: "refund_failed", message: "The provider refused it." }) : null;
  const moved: Refund = {
    ...refund,
    status: to,
    failure,
    updatedAt: now,
    completedAt: to === "completed" ? now : null,
    pursuit: { ...refund.pursuit, dueAt: null },
  };
  const amountRefundedMinor = refundedMinor([...refunds.filter((other) => other.id !== refund.id), moved]);
  const data = compact({
    refund_id: refund.id,
    provider_refund_id: moved.providerRefundId,
    amount_minor: refund.amountMinor,
    failure: failure as JsonValue,
    exchange: details.exchange,
  });
  const change: Change = {
    transaction: { ...transaction, amountRefundedMinor, updatedAt: now },
    refunds: [moved],
    audit: [{ type: `refund.${to}`, data }],
    events: [{ type: `refund.${to}`, refundId: refund.id }],
  };
  const status = statusForRefunded(transaction, amountRefundedMinor);
  const told = { amount_refunded_minor: amountRefundedMinor };
  const followed =
    status === transaction.status ? change : chain(change, (given) => transition(given, status, now, { data: told }));
  if (amountRefundedMinor <= paidMinor(transaction)) return followed;
  return chain(followed, (given) => flagForReview(given, "refunds_exceed_payment", now, told));
}

function refundChange(transaction: Transaction, refund: Refund): Change {
  return { transaction, refunds: [refund], audit: [], events: [] };
}
