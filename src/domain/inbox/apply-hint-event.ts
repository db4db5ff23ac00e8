import type { Change } from "../change.ts";
import { applyHint } from "../payment/apply-hint.ts";
import type { Transaction } from "../payment/transaction.ts";
import { hastenLook } from "../pursuit.ts";
import type { Refund } from "../refund/refund.ts";
import { type EventVerdict, judge } from "./event-verdict.ts";
import type { ProviderEvent, ProviderEventSubject } from "./provider-event.ts";

/**
 * Takes an unsigned word about a payment or one of its refunds: the provider is asked soon, and what to ask about is
 * remembered. Nothing a merchant sees follows from it but the trace that it came.
 */
export function applyHintEvent(
  transaction: Transaction,
  refunds: readonly Refund[],
  event: ProviderEvent,
  subject: Extract<ProviderEventSubject, { kind: "hint" }>,
  now: number,
): EventVerdict {
  const change = hasten(transaction, refunds, subject, now);
  return judge(transaction, change, event, null, change.refunds.length > 0 || change.transaction !== transaction);
}

function hasten(
  transaction: Transaction,
  refunds: readonly Refund[],
  {
    reference,
    receipt,
    handle = null,
    amountMinor = null,
    failure = null,
  }: Extract<ProviderEventSubject, { kind: "hint" }>,
  now: number,
): Change {
  const nothing: Change = { transaction, refunds: [], audit: [], events: [] };
  const id = reference.toLowerCase();
  if (id === transaction.id)
    return { ...nothing, transaction: applyHint(transaction, { receipt, handle, amountMinor }, now) };
  const refund = refunds.find((each) => each.id === id);
  if (refund?.status !== "pending") return nothing;
  const told = handle !== null && refund.providerRefundId === null ? { handleCandidate: handle } : {};
  const why = failure === null ? {} : { failureCandidate: failure };
  return { ...nothing, refunds: [{ ...refund, ...told, ...why, pursuit: hastenLook(refund.pursuit, now) }] };
}
