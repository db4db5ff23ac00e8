import type { ReportedRefund } from "../../domain/outcome.ts";
import { fromPaystackAmount } from "./paystack-money.ts";

/** The members of a refund that answers and events have in common. */
interface ToldRefund {
  readonly id: string | null;
  readonly status: string;
  readonly amount: number | null;
  readonly currency: string | null;
}

/** A refund in the gateway's terms, or null for a status this adapter does not know. */
export function toReportedRefund({ id, status: word, amount, currency }: ToldRefund): ReportedRefund | null {
  const status = statusOf(word);
  if (status === null) return null;
  return {
    kind: "reported",
    status,
    providerRefundId: id,
    amountMinor: amount === null || currency === null ? null : fromPaystackAmount(amount, currency),
    currency,
    failure: status === "failed" ? { code: "refund_failed", message: "The refund did not reach the payer." } : null,
  };
}

function statusOf(status: string): ReportedRefund["status"] | null {
  switch (status) {
    case "processed":
      return "completed";
    case "failed":
      return "failed";
    // Paystack waits for the payer's bank details, which are given in its dashboard: the money is still on its way.
    case "needs-attention":
    case "pending":
    case "processing":
      return "pending";
    default:
      return null;
  }
}
