import type { ReportedRefund } from "../outcome.ts";
import type { Refund } from "./refund.ts";

/** How a provider's statement contradicts what is recorded of its refund and of the payment's others, or null. */
export function findRefundContradiction(
  refunds: readonly Refund[],
  refund: Refund,
  reported: ReportedRefund,
): string | null {
  const { providerRefundId: handle } = refund;
  if (handle !== null && reported.providerRefundId !== null && handle !== reported.providerRefundId) {
    return "provider_refund_id_mismatch";
  }
  const isOfAnother = (other: Refund) => other.id !== refund.id && other.providerRefundId === reported.providerRefundId;
  if (reported.providerRefundId !== null && refunds.some(isOfAnother)) return "provider_refund_id_of_another_refund";
  if (reported.currency !== null && reported.currency.toUpperCase() !== refund.currency)
    return "refund_currency_mismatch";
  if (reported.amountMinor !== null && reported.amountMinor !== refund.amountMinor) return "refund_amount_mismatch";
  return null;
}
