import type { JsonValue } from "../../lib/canonical-json.ts";
import { type Change, compact, paymentChange } from "../change.ts";
import type { ReportedPayment } from "../outcome.ts";
import type { LeftProvider } from "./payment-route.ts";
import type { Transaction } from "./transaction.ts";
import { flagForReview } from "./transition.ts";

/** Why a payment is under review when a provider tells of it that certainly had taken nothing. */
export const LEFT_PROVIDER_REVIEW = "reported_by_left_provider";

/**
 * Records what a provider says of a payment that has left it. It certainly had taken nothing, so the word is either empty
 * or a sign that this was wrong: a person has to see whether the customer has paid twice. The state stays with the
 * present provider.
 */
export function reportedByLeft(
  transaction: Transaction,
  left: LeftProvider,
  reported: ReportedPayment | null,
  now: number,
): Change {
  const isEmpty = reported === null || reported.status === "failed" || reported.status === "cancelled";
  if (isEmpty) return flagLeft(transaction, left, null, now);
  const told = compact({
    status: reported.status,
    provider_transaction_id: reported.providerTransactionId,
    amount_minor: reported.amountMinor,
    currency: reported.currency,
    receipt: reported.receipt,
  });
  return flagLeft(transaction, left, told, now);
}

/** Puts the payment under review for what a provider it has left tells; null: that is nothing. */
export function flagLeft(
  transaction: Transaction,
  { provider, accountId }: LeftProvider,
  told: { readonly [name: string]: JsonValue } | null,
  now: number,
): Change {
  if (told === null) return paymentChange(transaction);
  return flagForReview(transaction, LEFT_PROVIDER_REVIEW, now, {
    reported: { ...told, provider, account_id: accountId },
  });
}
