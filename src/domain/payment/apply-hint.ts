import { hastenLook } from "../pursuit.ts";
import { awaitsReceipt } from "./receipt-pursuit.ts";
import { isPaid } from "./state-machine.ts";
import type { Transaction } from "./transaction.ts";

/** Longer than any receipt or provider's id; what is longer is neither and is not remembered. */
const MAX_CANDIDATE_LENGTH = 128;

/** What a hint tells of a payment. */
export interface Hint {
  readonly receipt: string | null;
  readonly handle?: string | null;
  readonly amountMinor?: number | null;
}

/**
 * Takes a word that nobody has signed: it is a reason to ask the provider soon, and tells what to ask about. It never
 * moves money or state. Gives the same record back when there is nothing to ask.
 */
export function applyHint(transaction: Transaction, hint: Hint, now: number): Transaction {
  const told = isAboutAnother(transaction, hint) ? transaction : withWords(transaction, hint, now);
  if (isPaid(told.status) && !awaitsReceipt(told, now)) return told;
  return { ...told, pursuit: hastenLook(told.pursuit, now) };
}

/** What names another payment of the provider's tells nothing of this one. */
function isAboutAnother({ providerTransactionId }: Transaction, { handle = null }: Hint): boolean {
  return providerTransactionId !== null && handle !== null && handle !== providerTransactionId;
}

function withWords(transaction: Transaction, { handle = null, receipt, amountMinor = null }: Hint, now: number) {
  const known = withReceipt(withHandle(transaction, handle), receipt, now);
  return amountMinor === null ? known : { ...known, amountCandidate: amountMinor };
}

function withReceipt(transaction: Transaction, receipt: string | null, now: number): Transaction {
  if (!isCandidate(receipt) || receipt === transaction.receiptCandidate) return transaction;
  if (transaction.providerReceipt !== null) return transaction;
  const pursuit = { ...transaction.pursuit, receiptToldAt: now, receiptAsks: 0 };
  return { ...transaction, receiptCandidate: receipt, pursuit };
}

function withHandle(transaction: Transaction, handle: string | null): Transaction {
  if (!isCandidate(handle) || transaction.providerTransactionId !== null) return transaction;
  return { ...transaction, handleCandidate: handle };
}

function isCandidate(text: string | null): text is string {
  return text !== null && text !== "" && text.length <= MAX_CANDIDATE_LENGTH;
}
