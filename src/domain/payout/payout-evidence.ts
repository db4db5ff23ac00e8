import type { ReportedPayout } from "../outcome.ts";
import type { Payout } from "./payout.ts";

/** How a provider's statement contradicts what is recorded, or null when it agrees (what it leaves out agrees). */
export function findPayoutContradiction(payout: Payout, reported: ReportedPayout): string | null {
  const { providerTransactionId: handle, providerReceipt: receipt } = payout;
  if (handle !== null && reported.providerTransactionId !== null && handle !== reported.providerTransactionId) {
    return "provider_id_mismatch";
  }
  if (receipt !== null && reported.receipt !== null && receipt !== reported.receipt) return "receipt_mismatch";
  if (reported.currency !== null && reported.currency.toUpperCase() !== payout.currency) return "currency_mismatch";
  if (reported.amountMinor !== null && reported.amountMinor !== payout.amountMinor) return "amount_mismatch";
  return null;
}
