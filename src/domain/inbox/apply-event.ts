import { assertNever } from "../../lib/assert-never.ts";
import { paymentChange } from "../change.ts";
import { findContradiction } from "../payment/evidence.ts";
import type { LeftProvider } from "../payment/payment-route.ts";
import { flagLeft, LEFT_PROVIDER_REVIEW, reportedByLeft } from "../payment/reported-by-left.ts";
import { applyReport } from "../payment/settle-payment.ts";
import type { Transaction } from "../payment/transaction.ts";
import { flagForReview } from "../payment/transition.ts";
import { maySpeakFor } from "../provider-account/account-id.ts";
import type { Refund } from "../refund/refund.ts";
import { applyDisputeEvent } from "./apply-dispute-event.ts";
import { applyHintEvent } from "./apply-hint-event.ts";
import { applyRefundEvent } from "./apply-refund-event.ts";
import { type EventVerdict, judge } from "./event-verdict.ts";
import type { ProviderEvent } from "./provider-event.ts";

/** What is known of the provider's ids in an event beyond the payment itself. */
export interface EventClues {
  /** The provider's id of the payment in the event is known to be another payment's. */
  readonly isHandleTaken?: boolean;
  /** The receipt in the event is known to be another payment's. */
  readonly isReceiptTaken?: boolean;
}

/**
 * Applies an authentic event to the payment it names. Only the account the payment was sent with can move it,
 * in that version or a newer one; what
 * disagrees in id, amount or currency is held and puts the payment under review; what is no news is ignored; what comes
 * before what it builds on is to be tried again.
 */
export function applyProviderEvent(
  transaction: Transaction,
  refunds: readonly Refund[],
  event: ProviderEvent,
  accountId: string,
  now: number,
  clues: EventClues = {},
): EventVerdict {
  const untouched = paymentChange(transaction);
  const left = (transaction.left ?? []).find((known) => maySpeakFor(accountId, known.accountId));
  if (left !== undefined) return applyToLeft(transaction, left, event, now);
  if (!maySpeakFor(accountId, transaction.accountId))
    return { status: "held", reason: "account_mismatch", change: untouched };
  const { subject } = event;
  const taken = takenId(clues);
  if (taken !== null) return judge(transaction, flagForReview(transaction, taken, now, {}), event, taken);
  switch (subject.kind) {
    case "payment": {
      const { attempt } = transaction.pursuit;
      // An open question moves no money, and its answer may come by event before the question has been settled.
      const isOpen = attempt !== null && attempt.kind !== "look" && now < attempt.endsAt;
      const contradiction = findContradiction(transaction, subject.reported);
      const change = applyReport(transaction, subject.reported, null, !isOpen, now);
      return judge(transaction, change, event, contradiction);
    }
    case "refund":
      return applyRefundEvent(transaction, refunds, event, subject, now);
    case "dispute":
      return applyDisputeEvent(transaction, event, subject, now);
    case "hint":
      return applyHintEvent(transaction, refunds, event, subject, now);
    case "payout":
    case "deposit":
    case "none":
      return { status: "ignored", reason: null, change: untouched };
    default:
      return assertNever(subject);
  }
}

/** An event from a provider that the payment has left: held, and shown to a person if it may tell of money. */
function applyToLeft(transaction: Transaction, left: LeftProvider, event: ProviderEvent, now: number): EventVerdict {
  const { subject } = event;
  const isOfMoney = subject.kind === "hint" ? (subject.receipt ?? null) !== null : subject.kind !== "none";
  const change =
    subject.kind === "payment"
      ? reportedByLeft(transaction, left, subject.reported, now)
      : flagLeft(transaction, left, isOfMoney ? { event_type: event.type } : null, now);
  return judge(transaction, change, event, LEFT_PROVIDER_REVIEW);
}

function takenId({ isHandleTaken = false, isReceiptTaken = false }: EventClues): string | null {
  if (isHandleTaken) return "provider_id_of_another_payment";
  return isReceiptTaken ? "receipt_of_another_payment" : null;
}
