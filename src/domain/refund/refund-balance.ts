import { addMinor, type MinorUnits, subtractMinor } from "../money.ts";
import type { TransactionStatus } from "../payment/state-machine.ts";
import type { Transaction } from "../payment/transaction.ts";
import type { Refund, RefundStatus } from "./refund.ts";

/** What was paid, or is to be: less than the amount only where less of an authorized amount was taken. */
export function paidMinor(transaction: Transaction): MinorUnits {
  return transaction.capturedMinor ?? transaction.amountMinor;
}

/** What may still be refunded: what was paid less every refund that has moved money or still may. */
export function refundableMinor(transaction: Transaction, refunds: readonly Refund[]): MinorUnits {
  return subtractMinor(paidMinor(transaction), sumOf(refunds, ["completed", "pending"]));
}

/** The sum of refunds that stand. */
export function refundedMinor(refunds: readonly Refund[]): MinorUnits {
  return sumOf(refunds, ["completed"]);
}

/** The state of a paid payment that follows from the sum of refunds that stand. */
export function statusForRefunded(transaction: Transaction, refunded: MinorUnits): TransactionStatus {
  if (refunded === 0) return "completed";
  return refunded >= paidMinor(transaction) ? "refunded" : "partially_refunded";
}

function sumOf(refunds: readonly Refund[], statuses: readonly RefundStatus[]): MinorUnits {
  return addMinor(...refunds.filter((refund) => statuses.includes(refund.status)).map((refund) => refund.amountMinor));
}
