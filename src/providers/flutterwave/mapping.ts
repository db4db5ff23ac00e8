import type { ReportedPayment, ReportedRefund } from "../../domain/outcome.ts";
import { fromMajorUnits } from "./major-units.ts";
import type { FlutterwaveRefund, FlutterwaveTransaction } from "./wire.ts";

/** Where Flutterwave has moved the money back, by the way it went. */
const DONE_REFUNDS: readonly string[] = [
  "completed",
  "completed-bank-transfer",
  "completed-momo",
  "completed-mpgs",
  "completed-offline",
  "completed-preauth",
];

/**
 * A transaction in the gateway's terms, or null when it cannot be judged: a status this adapter does not know, or a
 * success that does not say of how much. Its handle is our reference; its number, by which refunds are asked, counts once
 * it is paid, since a page may have several transactions before one succeeds.
 */
export function toReportedPayment(transaction: FlutterwaveTransaction): ReportedPayment | null {
  const status = paymentStatus(transaction.status);
  const { currency, tx_ref: reference, id } = transaction;
  const amountMinor = fromMajorUnits(transaction.amount, currency);
  const isPaid = status === "completed";
  if (status === null || (isPaid && (amountMinor === null || currency === null))) return null;
  const message = transaction.processor_response ?? "The payment was declined.";
  return {
    kind: "reported",
    status,
    providerTransactionId: reference,
    amountMinor,
    currency,
    reference,
    receipt: isPaid ? id : null,
    failure: status === "failed" ? { code: "declined", message: message.slice(0, 512) } : null,
    nextAction: null,
  };
}

/**
 * A refund in the gateway's terms. A word this adapter does not know is taken as pending: that the refund has been made is
 * certain, and it is asked about until it is one that is known.
 */
export function toReportedRefund(refund: FlutterwaveRefund, currency: string): ReportedRefund {
  const isDone = DONE_REFUNDS.includes(refund.status);
  const isFailed = refund.status === "failed";
  return {
    kind: "reported",
    status: isDone ? "completed" : isFailed ? "failed" : "pending",
    providerRefundId: refund.id,
    amountMinor: fromMajorUnits(refund.amount_refunded, currency),
    currency,
    failure: isFailed ? { code: "refund_failed", message: "The refund did not reach the payer." } : null,
  };
}

function paymentStatus(status: string): ReportedPayment["status"] | null {
  switch (status) {
    case "successful":
      return "completed";
    case "failed":
      return "failed";
    case "pending":
    case "success-pending-validation":
      return "pending";
    default:
      return null;
  }
}
