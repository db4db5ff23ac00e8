import { type Change, chain, compact, paymentChange } from "../change.ts";
import { isLeased, retryAfterSeconds } from "../pursuit.ts";
import type { Refund } from "../refund/refund.ts";
import { applyRefundReport } from "../refund/settle-refund.ts";
import { lapseAttempt } from "./claim-look.ts";
import { canTransition, isFinal, isPaid } from "./state-machine.ts";
import type { Transaction } from "./transaction.ts";
import { transition } from "./transition.ts";

/** What a person has found out about a payment. */
export interface Resolution {
  /** How the payment ended; null: as it stands, and only the review is over. */
  readonly status: "completed" | "failed" | "cancelled" | null;
  readonly providerTransactionId: string | null;
  /** Why, in the person's words; kept in the audit trail. */
  readonly note: string;
}

/** What a person has found out about a refund whose outcome nobody could tell. */
export interface RefundResolution {
  readonly status: "completed" | "failed";
  readonly note: string;
}

/** Why a payment or refund cannot be settled by a person. `settled`: there is nothing to settle. */
export type ResolveRefusal =
  | { readonly why: "settled" | "forbidden" | "other_handle" }
  | { readonly why: "busy"; readonly retryAfterSeconds: number };

/** What came of it; a refusal leaves nothing behind. */
export type ResolveDecision =
  | { readonly resolved: true; readonly change: Change }
  | { readonly resolved: false; readonly refusal: ResolveRefusal };

/**
 * Settles a payment that is under review, or whose outcome is open, as a person says. Only over edges of the state
 * machine; a success that the provider confirms later still wins.
 */
export function resolvePayment(transaction: Transaction, resolution: Resolution, now: number): ResolveDecision {
  const { status, review, pursuit } = transaction;
  if (isLeased(pursuit, now)) return busy(transaction, now);
  const { providerTransactionId: handle, note } = resolution;
  const stays =
    resolution.status === null || resolution.status === status || (resolution.status === "completed" && isPaid(status));
  const isOpen = status === "pending" || status === "processing";
  if (review === null && (stays || !isOpen)) return refuse("settled");
  if (handle !== null && transaction.providerTransactionId !== null && handle !== transaction.providerTransactionId) {
    return refuse("other_handle");
  }
  const to = stays ? null : resolution.status;
  if (to !== null && !canTransition(status, to)) return refuse("forbidden");
  const entry = {
    type: "payment.resolved",
    data: compact({
      from: status,
      to: resolution.status,
      review: review?.reason,
      provider_transaction_id: handle,
      note,
    }),
  };
  const lapsed = lapseAttempt(transaction, now);
  const resolved = chain(lapsed, (given) =>
    paymentChange(
      {
        ...given,
        review: null,
        providerTransactionId: given.providerTransactionId ?? handle,
        updatedAt: now,
        // What is still open is looked after again in its ordinary time.
        pursuit: isFinal(given.status) ? given.pursuit : { ...given.pursuit, dueAt: given.pursuit.dueAt ?? now },
      },
      [entry],
    ),
  );
  if (to === null) return { resolved: true, change: resolved };
  const failure = to === "completed" ? null : { code: `resolved_as_${to}`, message: "It was settled by an operator." };
  return {
    resolved: true,
    change: chain(resolved, (given) => transition(given, to, now, { failure, data: { note } })),
  };
}

/** Settles a refund whose outcome is open as a person says; ends the review that it had caused. */
export function resolveRefund(
  transaction: Transaction,
  refunds: readonly Refund[],
  refund: Refund,
  { status, note }: RefundResolution,
  now: number,
): ResolveDecision {
  if (isLeased(refund.pursuit, now)) return busy(refund, now);
  if (refund.status !== "pending") return refuse("settled");
  const failure =
    status === "failed" ? { code: "resolved_as_failed", message: "It was settled by an operator." } : null;
  const told = {
    kind: "reported",
    status,
    providerRefundId: null,
    amountMinor: null,
    currency: null,
    failure,
  } as const;
  const isOver = transaction.review?.reason === "refund_outcome_unknown";
  const cleared: Transaction = isOver ? { ...transaction, review: null } : transaction;
  const change = applyRefundReport(cleared, refunds, refund, told, null, true, now);
  const entry = { type: "refund.resolved", data: compact({ refund_id: refund.id, to: status, note }) };
  return { resolved: true, change: { ...change, audit: [entry, ...change.audit] } };
}

function busy({ pursuit }: Transaction | Refund, now: number): ResolveDecision {
  return { resolved: false, refusal: { why: "busy", retryAfterSeconds: retryAfterSeconds(pursuit, now) } };
}

function refuse(why: "settled" | "forbidden" | "other_handle"): ResolveDecision {
  return { resolved: false, refusal: { why } };
}
