import type { ReportedRefund } from "../../domain/outcome.ts";
import { fromStripeAmount } from "./stripe-money.ts";
import type { StripeRefund } from "./wire.ts";

/** The metadata that ties a refund to ours; one without it was made in Stripe's own dashboard. */
export const REFUND_METADATA = "refund_id";

/** A refund in the gateway's terms; a status this adapter does not know is taken as open. */
export function fromRefund(refund: StripeRefund): ReportedRefund {
  const status = refund.status === "succeeded" ? "completed" : isFailed(refund.status) ? "failed" : "pending";
  const reason = refund.failure_reason ?? "refund_failed";
  return {
    kind: "reported",
    status,
    providerRefundId: refund.id,
    amountMinor: fromStripeAmount(refund.amount, refund.currency),
    currency: refund.currency,
    failure: status === "failed" ? { code: reason.slice(0, 64), message: "The refund did not reach the payer." } : null,
  };
}

function isFailed(status: string | null | undefined): boolean {
  return status === "failed" || status === "canceled";
}
