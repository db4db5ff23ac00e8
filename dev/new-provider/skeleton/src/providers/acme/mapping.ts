import type { ReportedPayment, ReportedRefund } from "../../domain/outcome.ts";
import type { AcmeCharge, AcmeRefund } from "./wire.ts";

/** A charge in the gateway's terms, or null for a status this adapter does not know: unknown, never declined. */
export function toReportedPayment(charge: AcmeCharge): ReportedPayment | null {
  const status = paymentStatus(charge.status);
  if (status === null) return null;
  const url = charge.page_url ?? null;
  const message = charge.decline_reason ?? "The payment was declined.";
  return {
    kind: "reported",
    status,
    providerTransactionId: charge.id,
    // As the provider told it: the engine compares it with what was asked, and holds what differs.
    amountMinor: charge.amount,
    currency: charge.currency,
    reference: charge.reference,
    failure: status === "failed" ? { code: "declined", message: message.slice(0, 512) } : null,
    nextAction: status === "pending" && url !== null ? { type: "redirect", url } : null,
  };
}

/** A refund in the gateway's terms, or null for a status this adapter does not know. */
export function toReportedRefund(refund: AcmeRefund): ReportedRefund | null {
  const status = refundStatus(refund.status);
  if (status === null) return null;
  return {
    kind: "reported",
    status,
    providerRefundId: refund.id,
    amountMinor: refund.amount,
    currency: refund.currency ?? null,
    failure: status === "failed" ? { code: "refund_failed", message: "The refund did not reach the payer." } : null,
  };
}

function paymentStatus(status: string): ReportedPayment["status"] | null {
  switch (status) {
    case "open":
      return "pending";
    case "paid":
      return "completed";
    case "declined":
      return "failed";
    default:
      return null;
  }
}

function refundStatus(status: string): ReportedRefund["status"] | null {
  switch (status) {
    case "pending":
      return "pending";
    case "done":
      return "completed";
    case "failed":
      return "failed";
    default:
      return null;
  }
}
