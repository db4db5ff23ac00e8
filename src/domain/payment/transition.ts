import type { JsonValue } from "../../lib/canonical-json.ts";
import { type Change, compact, paymentChange } from "../change.ts";
import { eventForTransition } from "../event/event.ts";
import type { Failure } from "../failure.ts";
import { canTransition, isFinal, isPaid, type TransactionStatus } from "./state-machine.ts";
import type { Transaction } from "./transaction.ts";

/** What goes into the record and the audit entry of a change of state. */
export interface TransitionDetails {
  readonly failure?: Failure | null;
  readonly data?: Record<string, JsonValue | undefined>;
}

/**
 * The only way a payment's state changes: over an edge of the table, with one audit entry and, where the state has one,
 * one event. Throws on a forbidden edge, which is a bug of the caller.
 */
export function transition(
  transaction: Transaction,
  to: TransactionStatus,
  now: number,
  details: TransitionDetails = {},
): Change {
  const from = transaction.status;
  if (!canTransition(from, to)) throw new Error(`no edge from ${from} to ${to}`);
  const failure = to === "failed" || to === "cancelled" ? (details.failure ?? null) : null;
  const completedAt = isPaid(to) ? (transaction.completedAt ?? now) : transaction.completedAt;
  const next: Transaction = {
    ...transaction,
    status: to,
    failure,
    updatedAt: now,
    completedAt,
    endedAt: isPaid(to) ? completedAt : isFinal(to) ? now : null,
    nextAction: isFinal(to) || to === "authorized" ? null : transaction.nextAction,
    // A success ends every doubt that its absence had raised.
    review: isPaid(to) && transaction.review?.reason === "outcome_unknown" ? null : transaction.review,
    pursuit: isFinal(to) ? { ...transaction.pursuit, dueAt: null } : transaction.pursuit,
  };
  const type = eventForTransition(from, to);
  const late = (from === "failed" || from === "cancelled") && isPaid(to);
  const entry = {
    type: late ? "payment.late_success" : (type ?? `payment.${to}`),
    data: compact({ from, to, failure: failure as JsonValue, ...details.data }),
  };
  return paymentChange(next, [entry], type === null ? [] : [{ type }]);
}

/** Puts a payment under review by a person, once per reason. */
export function flagForReview(
  transaction: Transaction,
  reason: string,
  now: number,
  data: Record<string, JsonValue | undefined>,
): Change {
  if (transaction.review?.reason === reason) return paymentChange(transaction);
  const next: Transaction = { ...transaction, review: { reason }, updatedAt: now };
  return paymentChange(
    next,
    [{ type: "payment.review_required", data: compact({ reason, ...data }) }],
    [{ type: "payment.review_required" }],
  );
}
