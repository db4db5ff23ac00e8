import { isFinal } from "./state-machine.ts";
import type { Transaction } from "./transaction.ts";

/** A receipt that the provider does not confirm by then is not asked about any more: it may be nobody's. */
const MAX_RECEIPT_ASKS = 8;
const RECEIPT_WINDOW_MS = 86_400_000;
/** Each ask waits four times as long as the one before: with a first look of 15 s, eight of them fill a day. */
const RECEIPT_BACKOFF_FACTOR = 4;
const FIRST_RECEIPT_BACKOFF_MS = 5_000;

/** Whether a payment has ended while a receipt that was told of it is still to be confirmed by the provider. */
export function awaitsReceipt(transaction: Transaction, now: number): boolean {
  return isFinal(transaction.status) && nextReceiptAskAt(transaction, now) !== null;
}

/** When to ask the provider about the told receipt next; null when there is nothing to ask, or enough was asked. */
export function nextReceiptAskAt(transaction: Transaction, now: number): number | null {
  const { receiptCandidate, providerReceipt, pursuit, timings } = transaction;
  const { receiptToldAt, receiptAsks: asks = 0, lastLookAt } = pursuit;
  if (receiptCandidate === null || providerReceipt !== null || receiptToldAt === undefined) return null;
  const endsAt = receiptToldAt + RECEIPT_WINDOW_MS;
  if (asks >= MAX_RECEIPT_ASKS || now >= endsAt) return null;
  if (asks === 0) return now;
  const firstMs = Math.max(FIRST_RECEIPT_BACKOFF_MS, timings.firstLookMs);
  const at = Math.max(now, (lastLookAt ?? now) + firstMs * RECEIPT_BACKOFF_FACTOR ** (asks - 1));
  return at < endsAt ? at : null;
}
