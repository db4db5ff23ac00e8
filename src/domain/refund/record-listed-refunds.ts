import { type Change, chain, paymentChange } from "../change.ts";
import type { ListedRefund } from "../outcome.ts";
import type { Transaction } from "../payment/transaction.ts";
import { isLeased } from "../pursuit.ts";
import { findRecordingFault, recordProviderRefund } from "./record-provider-refund.ts";
import type { Refund } from "./refund.ts";
import { applyRefundReport } from "./settle-refund.ts";

/**
 * Takes a provider's list of all refunds of a paid payment: each is applied to the refund of ours that it is, by our
 * reference or by the provider's id, or recorded as one made at the provider. `askedAt`: when the list was asked for.
 */
export function recordListedRefunds(
  transaction: Transaction,
  refunds: readonly Refund[],
  listed: readonly ListedRefund[],
  askedAt: number,
  now: number,
): Change {
  const known = new Map(refunds.map((refund) => [refund.id, refund]));
  let change = paymentChange(transaction);
  for (const told of listed) {
    change = chain(change, (given) => applyOne(given, [...known.values()], told, askedAt, now));
    for (const refund of change.refunds) known.set(refund.id, refund);
  }
  // A list may lead to several changes of one refund: only the last is to be kept.
  return { ...change, refunds: [...new Map(change.refunds.map((refund) => [refund.id, refund])).values()] };
}

function applyOne(
  transaction: Transaction,
  refunds: readonly Refund[],
  { reference, ...reported }: ListedRefund,
  askedAt: number,
  now: number,
): Change {
  const { providerRefundId: handle } = reported;
  const named = refunds.find(({ id }) => id === reference);
  const refund = named ?? refunds.find(({ providerRefundId }) => handle !== null && providerRefundId === handle);
  if (refund !== undefined) {
    const isFresh = askedAt >= refund.updatedAt;
    return applyRefundReport(
      transaction,
      refunds,
      refund,
      reported,
      null,
      !isLeased(refund.pursuit, now),
      now,
      isFresh,
    );
  }
  if (findRecordingFault(transaction, reported) !== null) return paymentChange(transaction);
  return recordProviderRefund(transaction, refunds, reported, now);
}
