import { assertNever } from "../../lib/assert-never.ts";
import type { JsonValue } from "../../lib/canonical-json.ts";
import { type Change, chain, compact, paymentChange } from "../change.ts";
import type { MinorUnits } from "../money.ts";
import { type PaymentOutcome, type ReportedPayment, toStorableOutcome } from "../outcome.ts";
import { closeAttempt, hastenLook, honourNudge, mayBeRepeat, type NextSender, SLOW_LOOK_MS } from "../pursuit.ts";
import { applySilence } from "./apply-silence.ts";
import { findContradiction } from "./evidence.ts";
import { isGivenUp, presumeDead } from "./give-up.ts";
import { findReasonToLeave, leaveProvider } from "./leave-provider.ts";
import { nextDue, scheduleNextLook } from "./next-due.ts";
import { concludeCommand, findOpenCommand } from "./open-command.ts";
import { findLeftByAttempt } from "./payment-route.ts";
import { reportedByLeft } from "./reported-by-left.ts";
import { canTransition, isPaid } from "./state-machine.ts";
import type { Transaction } from "./transaction.ts";
import { flagForReview, transition } from "./transition.ts";

/**
 * Records what came of an attempt. Evidence is never discarded: handles and successes count whatever attempt is open;
 * only a negative or pending outcome needs to come from the attempt that is still current to move the state. What has
 * certainly not been taken moves on to the next provider it may go to; `sender` goes on with it at once.
 */
export function settlePayment(
  transaction: Transaction,
  attemptNumber: number,
  heard: PaymentOutcome,
  now: number,
  sender: NextSender | null = null,
): Change {
  const outcome = toStorableOutcome(heard);
  const left = findLeftByAttempt(transaction.left ?? [], attemptNumber);
  if (left !== null) return reportedByLeft(transaction, left, outcome.kind === "reported" ? outcome : null, now);
  const attempt = transaction.pursuit.attempt;
  const current = attempt !== null && attempt.number === attemptNumber ? attempt : null;
  const isFirst = attemptNumber === (transaction.left?.at(-1)?.lastAttempt ?? 0) + 1;
  const measured = isFirst && outcome.exchange !== null ? outcome.exchange.latency_ms : null;
  const closed: Transaction = {
    ...transaction,
    providerLatencyMs: transaction.providerLatencyMs ?? measured,
    providerResponse: outcome.exchange?.response ?? transaction.providerResponse,
    pursuit: current === null ? transaction.pursuit : closeAttempt(transaction.pursuit, outcome.kind),
  };
  const reason = current === null ? null : findReasonToLeave(closed, current, outcome, now);
  if (reason !== null) return leaveProvider(closed, reason, outcome, sender, now);
  // A refusal names nothing, and came too late: what was sent since may have been taken.
  if (current === null && isRefusal(outcome) && mayBeRepeat(closed.pursuit)) {
    return paymentChange(asShown(transaction, closed));
  }
  const exchange = outcome.exchange as JsonValue;
  const mayLower = current !== null || attempt === null;
  const isFresh = current !== null && current.startedAt >= transaction.updatedAt;
  const change =
    outcome.kind === "reported"
      ? applyReport(closed, withExpiry(closed, outcome, now), exchange, mayLower, now, isFresh)
      : applySilence(closed, outcome, exchange, current, now);
  const concluded = concludeCommand(change, current?.kind ?? null, outcome, now);
  const next = concluded.audit.length > 0 ? concluded.transaction : asShown(transaction, concluded.transaction);
  return { ...concluded, transaction: { ...next, pursuit: honourNudge(next.pursuit, now) } };
}

function isRefusal(outcome: PaymentOutcome): boolean {
  return outcome.kind === "reported" && outcome.status === "failed" && outcome.providerTransactionId === null;
}

/** What is shown and projected moves only with an audit entry; without one, the last answer is no news either. */
function asShown(before: Transaction, after: Transaction): Transaction {
  const { providerResponse, providerLatencyMs } = before;
  return { ...after, providerResponse, providerLatencyMs };
}

/**
 * Applies a provider's statement, from an answer or from a webhook. `mayLower` tells whether a pending or negative
 * statement may move the state: not while another attempt is open that may yet bring a success. `isFresh`: it answers a
 * question that was put since the payment last changed; without that, an authorization may be the one released since.
 */
export function applyReport(
  transaction: Transaction,
  reported: ReportedPayment,
  exchange: JsonValue,
  mayLower: boolean,
  now: number,
  isFresh = false,
): Change {
  const contradiction = findContradiction(transaction, reported);
  const told = compact({
    status: reported.status,
    provider_transaction_id: reported.providerTransactionId,
    amount_minor: reported.amountMinor,
    captured_minor: reported.capturedMinor,
    currency: reported.currency,
    receipt: reported.receipt,
  });
  if (contradiction !== null) {
    const dueAt = nextDue(transaction, now + SLOW_LOOK_MS, now);
    const waiting = { ...transaction, pursuit: { ...transaction.pursuit, dueAt } };
    const flagged = flagForReview(waiting, contradiction, now, { reported: told, exchange });
    return flagged.transaction.status === "pending"
      ? chain(flagged, (held) => transition(held, "processing", now, { data: { reason: contradiction } }))
      : flagged;
  }
  const known = withEvidence(transaction, reported);
  const data = {
    provider_transaction_id: known.providerTransactionId,
    provider_receipt: known.providerReceipt,
    captured_minor: known.capturedMinor,
    exchange,
  };
  if (reported.status === "authorized" && known.status === "cancelled" && !isFresh) {
    return acknowledge(transaction, { ...known, pursuit: hastenLook(known.pursuit, now) }, now, data);
  }
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
        ? rescheduled(transition(known, reported.status, now, { failure: reported.failure, data }), now)
        : acknowledge(transaction, scheduleNextLook(known, now), now, data);
    case "pending":
      if (mayLower && isGivenUp(known, now)) return presumeDead(known, "never_final", now);
      return mayLower && known.status === "pending"
        ? rescheduled(transition(known, "processing", now, { data }), now)
        : acknowledge(transaction, scheduleNextLook(known, now), now, data);
    default:
      return assertNever(reported.status);
  }
}

/** The payment with what a statement says of it besides its state. */
function withEvidence(transaction: Transaction, reported: ReportedPayment): Transaction {
  const { pursuit } = transaction;
  const providerReceipt = transaction.providerReceipt ?? reported.receipt ?? null;
  // The word that told the receipt has told the handle: where the one is confirmed, the other is right too.
  const isWordTrue = transaction.receiptCandidate !== null && transaction.receiptCandidate === reported.receipt;
  const toldHandle = isWordTrue ? (transaction.handleCandidate ?? null) : null;
  // Where the provider does not say how much it took, it is what it was asked to take.
  const asked = findOpenCommand(transaction);
  const told = reported.capturedMinor ?? (asked?.kind === "capture" ? asked.amountMinor : null);
  const taken = reported.status === "completed" ? told : null;
  const isPart = transaction.capture === "manual" && taken !== null && taken < transaction.amountMinor;
  return {
    ...transaction,
    providerTransactionId: transaction.providerTransactionId ?? reported.providerTransactionId ?? toldHandle,
    providerReceipt,
    receiptCandidate: providerReceipt === null ? transaction.receiptCandidate : null,
    // The contradiction check has seen that it is a whole number of minor units within the amount.
    capturedMinor: isPart ? (taken as MinorUnits) : transaction.capturedMinor,
    nextAction: reported.nextAction ?? transaction.nextAction,
    ...(reported.mayStillBePaid === undefined ? {} : { mayStillBePaid: reported.mayStillBePaid }),
    pursuit: { ...pursuit, acknowledged: true, looks: pursuit.acknowledged ? pursuit.looks : 0 },
  };
}

/** A payment that was cancelled because its time was over says so. */
function withExpiry(transaction: Transaction, reported: ReportedPayment, now: number): ReportedPayment {
  if (reported.status !== "cancelled" || reported.failure !== null || now < transaction.expiresAt) return reported;
  return { ...reported, failure: { code: "expired", message: "The customer did not pay in time." } };
}

/** Notes a handle, receipt or captured amount that was learned without a change of state; else only the timer moves. */
function acknowledge(
  before: Transaction,
  after: Transaction,
  now: number,
  data: Record<string, JsonValue | undefined>,
): Change {
  const isHandleNew = before.providerTransactionId !== after.providerTransactionId;
  const isReceiptNew = before.providerReceipt !== after.providerReceipt;
  if (!isHandleNew && !isReceiptNew && before.capturedMinor === after.capturedMinor) return paymentChange(after);
  const type = isHandleNew
    ? "payment.provider_acknowledged"
    : isReceiptNew
      ? "payment.receipt_confirmed"
      : "payment.captured_amount_confirmed";
  return paymentChange({ ...after, updatedAt: now }, [{ type, data: compact(data) }]);
}

/** The timer follows from the state a change leads to: an authorization over a failure needs one again. */
function rescheduled(change: Change, now: number): Change {
  return { ...change, transaction: scheduleNextLook(change.transaction, now) };
}
