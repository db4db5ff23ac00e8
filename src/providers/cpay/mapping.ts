import type { ReportedPayment, ReportedRefund } from "../../domain/outcome.ts";
import type { CpayPayment, CpayRefund } from "./wire.ts";

/** CPay's payment in the gateway's terms, or null for a status this adapter does not know: unknown, never declined. */
export function toReportedPayment(payment: CpayPayment): ReportedPayment | null {
  const status = paymentStatus(payment.status);
  if (status === null) return null;
  const isWaiting = status === "pending" && payment.checkout_url !== undefined;
  const declined = { code: "declined", message: "The payment was declined." };
  return {
    kind: "reported",
    status,
    providerTransactionId: payment.id,
    amountMinor: payment.amount,
    currency: payment.currency,
    reference: payment.reference,
    failure: status === "failed" ? toFailure(payment.failure, declined) : null,
    nextAction: isWaiting ? { type: "redirect", url: payment.checkout_url ?? "" } : null,
  };
}

/** CPay's refund in the gateway's terms, or null for an unknown status. */
export function toReportedRefund(refund: CpayRefund): ReportedRefund | null {
  const status = refundStatus(refund.status);
  if (status === null) return null;
  const refused = { code: "refund_failed", message: "The refund failed." };
  return {
    kind: "reported",
    status,
    providerRefundId: refund.id,
    amountMinor: refund.amount,
    currency: refund.currency ?? null,
    failure: status === "failed" ? toFailure(refund.failure, refused) : null,
  };
}

function paymentStatus(status: string): ReportedPayment["status"] | null {
  switch (status) {
    case "pending":
    case "completed":
    case "failed":
    case "cancelled":
      return status;
    default:
      return null;
  }
}

function refundStatus(status: string): ReportedRefund["status"] | null {
  switch (status) {
    case "pending":
    case "completed":
    case "failed":
      return status;
    default:
      return null;
  }
}

function toFailure(
  given: { code: string; message: string } | null | undefined,
  otherwise: { code: string; message: string },
): { code: string; message: string } {
  return given ? { code: given.code.slice(0, 64), message: given.message.slice(0, 512) } : otherwise;
}
