import type { ReportedPayment } from "../outcome.ts";
import type { Transaction } from "./transaction.ts";

/** How a provider's statement contradicts what is recorded, or null when it agrees (what it leaves out agrees). */
export function findContradiction(transaction: Transaction, reported: ReportedPayment): string | null {
  const handle = transaction.providerTransactionId;
  if (handle !== null && reported.providerTransactionId !== null && handle !== reported.providerTransactionId) {
    return "provider_id_mismatch";
  }
  if (reported.reference !== null && reported.reference.toLowerCase() !== transaction.id) return "reference_mismatch";
  if (reported.currency !== null && reported.currency.toUpperCase() !== transaction.currency)
    return "currency_mismatch";
  if (reported.amountMinor !== null && reported.amountMinor !== transaction.amountMinor) return "amount_mismatch";
  return null;
}
