import type { ReportedPayment } from "../outcome.ts";
import { paidMinor } from "../refund/refund-balance.ts";
import { isPaid } from "./state-machine.ts";
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
  if (isOtherCapture(transaction, reported)) return "amount_mismatch";
  const receipt = reported.receipt ?? null;
  if (transaction.providerReceipt !== null && receipt !== null && transaction.providerReceipt !== receipt) {
    return "receipt_mismatch";
  }
  return null;
}

/** Only of an authorized amount may less be taken, only once, and never nothing or more. */
function isOtherCapture(transaction: Transaction, { status, capturedMinor = null }: ReportedPayment): boolean {
  if (status !== "completed" || capturedMinor === null) return false;
  if (isPaid(transaction.status) || transaction.capture === "automatic")
    return capturedMinor !== paidMinor(transaction);
  return capturedMinor <= 0 || capturedMinor > transaction.amountMinor;
}

/**
 * Whether an event about money of a payment names another payment: not by this one's handle, nor by the id of its money,
 * by which some providers speak of refunds and disputes.
 */
export function namesAnotherPayment(
  { providerTransactionId: handle, providerReceipt: receipt }: Transaction,
  told: string | null,
): boolean {
  return told !== null && handle !== null && told !== handle && told !== receipt;
}
