import { type Change, paymentChange } from "../change.ts";
import { namesAnotherPayment } from "../payment/evidence.ts";
import { isPaid } from "../payment/state-machine.ts";
import type { Transaction } from "../payment/transaction.ts";
import { flagForReview } from "../payment/transition.ts";
import { isLeased } from "../pursuit.ts";
import { findRecordingFault, recordProviderRefund } from "../refund/record-provider-refund.ts";
import type { Refund } from "../refund/refund.ts";
import { findRefundContradiction } from "../refund/refund-evidence.ts";
import { applyRefundReport } from "../refund/settle-refund.ts";
import { ownReference } from "./event-subject.ts";
import { type EventVerdict, judge } from "./event-verdict.ts";
import type { ProviderEvent, ProviderEventSubject } from "./provider-event.ts";

type RefundSubject = Extract<ProviderEventSubject, { kind: "refund" }>;

/**
 * Applies an event about a refund: to the one it names by our reference or by the provider's id or, where it is none of
 * ours, by recording one that was made at the provider.
 */
export function applyRefundEvent(
  transaction: Transaction,
  refunds: readonly Refund[],
  event: ProviderEvent,
  subject: RefundSubject,
  now: number,
): EventVerdict {
  const refund = findRefund(refunds, subject);
  if (namesAnotherPayment(transaction, subject.providerTransactionId)) {
    const reason = "provider_id_mismatch";
    const data = refund === undefined ? {} : { refund_id: refund.id };
    return judge(transaction, flagForReview(transaction, reason, now, data), event, reason);
  }
  if (refund !== undefined) {
    const contradiction = findRefundContradiction(refunds, refund, subject.reported);
    // An open question moves no money, and its answer may come by event before the question has been settled.
    const mayLower = !isLeased(refund.pursuit, now) || refund.pursuit.attempt?.kind === "look";
    const change = applyRefundReport(transaction, refunds, refund, subject.reported, null, mayLower, now);
    return judge(transaction, change, event, contradiction);
  }
  const named = ownReference(subject);
  if (named !== null && named !== transaction.id) {
    return { status: "held", reason: "refund_not_known", change: paymentChange(transaction) };
  }
  return applyForeignRefund(transaction, refunds, event, subject, now);
}

/** A refund that carries no reference of ours and no id we know. */
function applyForeignRefund(
  transaction: Transaction,
  refunds: readonly Refund[],
  event: ProviderEvent,
  { origin, reported }: RefundSubject,
  now: number,
): EventVerdict {
  // Messages overtake each other: that the payment was paid is still under way, or got lost.
  if (!isPaid(transaction.status)) return postpone(paymentChange(askNow(transaction, now)), "payment_not_completed");
  // It names its payment alone: which refund it means, and whether that is one of ours, the list of them tells.
  if (origin !== "provider" && reported.providerRefundId === null) {
    return postpone(paymentChange(transaction), "refund_not_named");
  }
  const anonymous = refunds.filter(({ status, providerRefundId }) => status === "pending" && providerRefundId === null);
  if (origin !== "provider" && anonymous.length > 0) {
    // It may be one of ours whose id nobody has told yet: a look at those settles which it is.
    const asked = anonymous.map((refund) => askNow(refund, now));
    return postpone({ ...paymentChange(transaction), refunds: asked }, "refund_not_identified");
  }
  const fault = findRecordingFault(transaction, reported);
  if (fault !== null) {
    const data = { provider_refund_id: reported.providerRefundId };
    return judge(transaction, flagForReview(transaction, fault, now, data), event, fault);
  }
  return judge(transaction, recordProviderRefund(transaction, refunds, reported, now), event, null);
}

/** The refund an event means: by our own reference or, where the provider repeats none of ours, by its id. */
function findRefund(refunds: readonly Refund[], { reference, reported }: RefundSubject): Refund | undefined {
  const handle = reported.providerRefundId;
  const named = refunds.find(({ id }) => id === reference?.toLowerCase());
  return named ?? refunds.find(({ providerRefundId }) => providerRefundId !== null && providerRefundId === handle);
}

/** Has the next look made at once, if one is to come at all and nobody is asking already. */
function askNow<Subject extends Transaction | Refund>(subject: Subject, now: number): Subject {
  const { pursuit } = subject;
  return isLeased(pursuit, now) || pursuit.dueAt === null
    ? subject
    : { ...subject, pursuit: { ...pursuit, dueAt: now } };
}

function postpone(change: Change, reason: string): EventVerdict {
  return { status: "retrying", reason, change };
}
