import { type Change, chain, compact, paymentChange } from "../change.ts";
import { findContradiction } from "../payment/evidence.ts";
import { applyReport } from "../payment/settle-payment.ts";
import type { Transaction } from "../payment/transaction.ts";
import { flagForReview } from "../payment/transition.ts";
import type { Refund } from "../refund/refund.ts";
import { findRefundContradiction } from "../refund/refund-evidence.ts";
import { applyRefundReport } from "../refund/settle-refund.ts";
import type { InboxStatus, ProviderEvent } from "./provider-event.ts";

/** What an event did to a payment, and why it was held if it was. */
export interface EventVerdict {
  readonly status: Extract<InboxStatus, "applied" | "ignored" | "held">;
  readonly reason: string | null;
  readonly change: Change;
}

/**
 * Applies an authentic event to the payment it names. Only the account the payment was sent with can move it; what
 * disagrees in id, amount or currency is held and puts the payment under review; what is no news is ignored.
 * `isHandleTaken`: the provider's id in the event is known to be another payment's.
 */
export function applyProviderEvent(
  transaction: Transaction,
  refunds: readonly Refund[],
  event: ProviderEvent,
  accountId: string,
  now: number,
  isHandleTaken = false,
): EventVerdict {
  const untouched = paymentChange(transaction);
  if (accountId !== transaction.accountId) return { status: "held", reason: "account_mismatch", change: untouched };
  const { subject } = event;
  if (subject.kind === "none") return { status: "ignored", reason: null, change: untouched };
  if (isHandleTaken) {
    const reason = "provider_id_of_another_payment";
    return judge(transaction, flagForReview(transaction, reason, now, {}), event, reason);
  }
  const isOpen = transaction.pursuit.attempt !== null && now < transaction.pursuit.attempt.endsAt;
  if (subject.kind === "payment") {
    const contradiction = findContradiction(transaction, subject.reported);
    const change = applyReport(transaction, subject.reported, null, !isOpen, now);
    return judge(transaction, change, event, contradiction);
  }
  const refund = findRefund(refunds, subject.reference, subject.reported.providerRefundId);
  if (refund === undefined) return { status: "held", reason: "refund_not_known", change: untouched };
  if (isOtherHandle(transaction, subject.providerTransactionId)) {
    const reason = "provider_id_mismatch";
    return judge(transaction, flagForReview(transaction, reason, now, { refund_id: refund.id }), event, reason);
  }
  const isRefundOpen = refund.pursuit.attempt !== null && now < refund.pursuit.attempt.endsAt;
  const contradiction = findRefundContradiction(refunds, refund, subject.reported);
  const change = applyRefundReport(transaction, refunds, refund, subject.reported, null, !isRefundOpen, now);
  return judge(transaction, change, event, contradiction);
}

/** The refund an event means: by our own reference or, where the provider repeats none of ours, by its id. */
function findRefund(refunds: readonly Refund[], reference: string | null, handle: string | null): Refund | undefined {
  const named = refunds.find(({ id }) => id === reference?.toLowerCase());
  return named ?? refunds.find(({ providerRefundId }) => providerRefundId !== null && providerRefundId === handle);
}

function isOtherHandle({ providerTransactionId: known }: Transaction, told: string | null): boolean {
  return known !== null && told !== null && known !== told;
}

function judge(before: Transaction, change: Change, event: ProviderEvent, contradiction: string | null): EventVerdict {
  const status = contradiction !== null ? "held" : change.audit.length > 0 ? "applied" : "ignored";
  const received = {
    type: "webhook.received",
    data: compact({
      provider: before.provider,
      event_id: event.id,
      event_type: event.type,
      status,
      reason: contradiction,
    }),
  };
  return { status, reason: contradiction, change: chain(paymentChange(before, [received]), () => change) };
}
