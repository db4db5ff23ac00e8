import { assertNever } from "../../lib/assert-never.ts";
import type { JsonValue } from "../../lib/canonical-json.ts";
import { type Change, chain, compact, paymentChange } from "../change.ts";
import { type PaymentOutcome, type ReportedPayment, toStorableOutcome, type Unreported } from "../outcome.ts";
import { type Attempt, pollBackoffMs, SLOW_LOOK_MS, unknownBackoffMs } from "../pursuit.ts";
import { findContradiction } from "./evidence.ts";
import { canTransition, isFinal, isPaid } from "./state-machine.ts";
import type { Transaction } from "./transaction.ts";
import { flagForReview, transition } from "./transition.ts";

/**
 * Records what came of an attempt. Evidence is never discarded: handles and successes count whatever attempt is open;
 * only a negative or pending outcome needs to come from the attempt that is still current to move the state.
 */
export function settlePayment(
  transaction: Transaction,
  attemptNumber: number,
  heard: PaymentOutcome,
  now: number,
): Change {
  const outcome = toStorableOutcome(heard);
  const attempt = transaction.pursuit.attempt;
  const current = attempt !== null && attempt.number === attemptNumber ? attempt : null;
  const measured = attemptNumber === 1 && outcome.exchange !== null ? outcome.exchange.latency_ms : null;
  const closed: Transaction = {
    ...transaction,
    providerLatencyMs: transaction.providerLatencyMs ?? measured,
    providerResponse: outcome.exchange?.response ?? transaction.providerResponse,
    pursuit: current === null ? transaction.pursuit : { ...transaction.pursuit, attempt: null },
  };
  const exchange = outcome.exchange as JsonValue;
  return outcome.kind === "reported"
    ? applyReport(closed, withExpiry(closed, outcome, now), exchange, current !== null || attempt === null, now)
    : applySilence(closed, outcome, exchange, current, now);
}

/**
 * Applies a provider's statement, from an answer or from a webhook. `mayLower` tells whether a pending or negative
 * statement may move the state: not while another attempt is open that may yet bring a success.
 */
export function applyReport(
  transaction: Transaction,
  reported: ReportedPayment,
  exchange: JsonValue,
  mayLower: boolean,
  now: number,
): Change {
  const contradiction = findContradiction(transaction, reported);
  const told = compact({
    status: reported.status,
    provider_transaction_id: reported.providerTransactionId,
    amount_minor: reported.amountMinor,
    currency: reported.currency,
  });
  if (contradiction !== null) {
    const dueAt = nextDue(transaction, now + SLOW_LOOK_MS, now);
    const waiting = { ...transaction, pursuit: { ...transaction.pursuit, dueAt } };
    const flagged = flagForReview(waiting, contradiction, now, { reported: told, exchange });
    return flagged.transaction.status === "pending"
      ? chain(flagged, (held) => transition(held, "processing", now, { data: { reason: contradiction } }))
      : flagged;
  }
  const known: Transaction = {
    ...transaction,
    providerTransactionId: transaction.providerTransactionId ?? reported.providerTransactionId,
    nextAction: reported.nextAction ?? transaction.nextAction,
    pursuit: {
      ...transaction.pursuit,
      acknowledged: true,
      looks: transaction.pursuit.acknowledged ? transaction.pursuit.looks : 0,
    },
  };
  const data = { provider_transaction_id: known.providerTransactionId, exchange };
  switch (reported.status) {
    case "completed":
    case "authorized":
      // The edges back from refunded states belong to refunds: a repeated success is no news to a paid payment.
      return !isPaid(known.status) && canTransition(known.status, reported.status)
        ? rescheduled(transition(known, reported.status, now, { data }), now)
        : acknowledge(transaction, scheduleNextLook(known, now), now, data);
    case "failed":
    case "cancelled":
      return mayLower && canTransition(known.status, reported.status)
        ? transition(known, reported.status, now, { failure: reported.failure, data })
        : acknowledge(transaction, scheduleNextLook(known, now), now, data);
    case "pending":
      return mayLower && known.status === "pending"
        ? rescheduled(transition(known, "processing", now, { data }), now)
        : acknowledge(transaction, scheduleNextLook(known, now), now, data);
    default:
      return assertNever(reported.status);
  }
}

/** A payment that was cancelled because its time was over says so. */
function withExpiry(transaction: Transaction, reported: ReportedPayment, now: number): ReportedPayment {
  if (reported.status !== "cancelled" || reported.failure !== null || now < transaction.expiresAt) return reported;
  return { ...reported, failure: { code: "expired", message: "The customer did not pay in time." } };
}

/** An outcome that says nothing about the payment: it stays, or becomes, `processing`, and is looked for again. */
function applySilence(
  transaction: Transaction,
  outcome: Unreported,
  exchange: JsonValue,
  current: Attempt | null,
  now: number,
): Change {
  const reason = outcome.kind === "absent" ? "absent" : outcome.reason;
  if (current === null) return paymentChange(transaction);
  if (isFinal(transaction.status)) return paymentChange(scheduleNextLook(transaction, now));
  const { pursuit, timings } = transaction;
  // Dated by the question, not by its answer's arrival: what was asked early proves nothing, however late it is told.
  if (outcome.kind === "absent" && current.startedAt >= pursuit.lastSendEndsAt + timings.settlingMs) {
    const failure = { code: "not_found_at_provider", message: "The provider has no such payment." };
    return transition(transaction, "failed", now, { failure, data: { exchange } });
  }
  const presumedDeadAt = timings.presumedDeadMs === null ? null : pursuit.firstSentAt + timings.presumedDeadMs;
  if (presumedDeadAt !== null && now >= presumedDeadAt && !pursuit.acknowledged) {
    return presumeDead(transaction, reason, now);
  }
  const waiting = { ...transaction, pursuit: { ...pursuit, dueAt: now + unknownBackoffMs(pursuit.looks, timings) } };
  const unknown = { outcome: outcome.kind, reason, attempt: current.number, exchange };
  if (waiting.status === "pending") return transition(waiting, "processing", now, { data: unknown });
  if (current.kind === "look" && pursuit.looks > 1) return paymentChange(waiting);
  return paymentChange({ ...waiting, updatedAt: now }, [{ type: "payment.outcome_unknown", data: compact(unknown) }]);
}

/** Nobody can tell what became of it: failed for the merchant, watched until its settlement window closes. */
function presumeDead(transaction: Transaction, reason: string, now: number): Change {
  const failure = { code: "outcome_unknown", message: "The provider never told what became of this payment." };
  const failed = transition(transaction, "failed", now, { failure, data: { reason } });
  return chain(failed, (given) => flagForReview(scheduleNextLook(given, now), "outcome_unknown", now, {}));
}

/** Notes a handle that was learned without a change of state; without news, only the timer moves. */
function acknowledge(
  before: Transaction,
  after: Transaction,
  now: number,
  data: Record<string, JsonValue | undefined>,
): Change {
  if (before.providerTransactionId === after.providerTransactionId) return paymentChange(after);
  return paymentChange({ ...after, updatedAt: now }, [{ type: "payment.provider_acknowledged", data: compact(data) }]);
}

/** The timer follows from the state a change leads to: an authorization over a failure needs one again. */
function rescheduled(change: Change, now: number): Change {
  return { ...change, transaction: scheduleNextLook(change.transaction, now) };
}

function scheduleNextLook(transaction: Transaction, now: number): Transaction {
  const dueAt = nextDue(transaction, now + pollBackoffMs(transaction.pursuit.looks, transaction.timings), now);
  return { ...transaction, pursuit: { ...transaction.pursuit, dueAt } };
}

/**
 * When to look next. Open attempts have their own timer; final payments wait for nothing, unless their outcome was
 * only presumed; others are looked at when they expire at the latest.
 */
function nextDue(transaction: Transaction, at: number, now: number): number | null {
  const { expiresAt, pursuit, status, failure, timings } = transaction;
  if (pursuit.attempt !== null && pursuit.dueAt !== null) return pursuit.dueAt;
  if (isFinal(status)) {
    const isPresumed = status === "failed" && failure?.code === "outcome_unknown";
    const windowEndsAt = pursuit.firstSentAt + timings.settlementWindowMs;
    return isPresumed && now < windowEndsAt ? Math.min(now + SLOW_LOOK_MS, windowEndsAt) : null;
  }
  return now < expiresAt ? Math.min(at, expiresAt) : at;
}
