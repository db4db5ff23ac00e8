import type { ReportedDeposit } from "../outcome.ts";
import { isFinal, isPaid } from "../payment/state-machine.ts";
import type { Transaction } from "../payment/transaction.ts";
import { isSameFamily } from "../provider-account/account-id.ts";

/** What is looked at to tell whether money is meant for a payment. */
export type DepositTarget = Pick<
  Transaction,
  | "id"
  | "merchantId"
  | "accountId"
  | "amountMinor"
  | "currency"
  | "status"
  | "paymentMethod"
  | "providerTransactionId"
  | "providerReceipt"
> &
  Partial<Pick<Transaction, "receiptCandidate">>;

/**
 * Whether money that names a payment is its money: paid to its account, and not yet paid with another receipt. Another
 * amount is still for this payment, which holds it for review; a paid one only lacks the receipt of its own amount.
 */
export function isMeantFor(target: DepositTarget, deposit: ReportedDeposit, accountId: string): boolean {
  if (!isSameFamily(target.accountId, accountId) || target.currency !== deposit.currency) return false;
  if (target.providerReceipt !== null) return target.providerReceipt === deposit.receipt;
  return !isPaid(target.status) || target.amountMinor === deposit.amountMinor;
}

/**
 * Whether a payment may have been paid already by other money, of which only an unsigned word has told so far. To take
 * this money for it would hide that its customer has paid twice.
 */
export function isSpokenFor({ receiptCandidate = null }: DepositTarget, { receipt }: ReportedDeposit): boolean {
  return receiptCandidate !== null && receiptCandidate !== receipt;
}

/** Why money that is about to be paid for a payment should not be taken, or null. Another account's is none of ours. */
export function findObjection(
  target: DepositTarget,
  deposit: ReportedDeposit,
  accountId: string,
): "amount" | "account" | null {
  if (!isSameFamily(target.accountId, accountId)) return null;
  if (isFinal(target.status)) return "account";
  return target.amountMinor === deposit.amountMinor && target.currency === deposit.currency ? null : "amount";
}
