import { type CallbackToken, isCallbackTokenOf } from "../../domain/callback-token.ts";
import { findLeftByAttempt } from "../../domain/payment/payment-route.ts";
import { findSubject } from "./refund-operations.ts";
import type { ShardContext } from "./shard-context.ts";

/** What an unguessable address turned out to be of. */
export interface OpenedCallback {
  readonly kind: "payment" | "refund" | "payout" | "deposit";
  readonly provider: string;
  readonly accountId: string;
}

interface Holder extends OpenedCallback {
  readonly secret: string;
}

/**
 * Checks the proof of a token against the secret of what it names; null for one that is not ours, whatever the reason:
 * nobody learns from the answer whether the thing exists.
 */
export function openCallbackInShard(context: ShardContext, token: CallbackToken): OpenedCallback | null {
  const holder = findHolder(context, token);
  // Records of before there were addresses have no secret: anybody could derive from an empty one.
  if (holder === null || holder.secret === "" || !isCallbackTokenOf(token, holder.secret)) return null;
  const { kind, provider, accountId } = holder;
  return { kind, provider, accountId };
}

/** A payment's addresses were given to the provider it was at then. */
function findHolder(context: ShardContext, { subjectId: id, attemptNumber }: CallbackToken): Holder | null {
  const payment = context.store.findTransaction(id);
  if (payment !== null) {
    const left = findLeftByAttempt(payment.left ?? [], attemptNumber);
    return { kind: "payment", secret: payment.callbackSecret, ...ownerOf(left ?? payment) };
  }
  const refund = findSubject(context, id);
  // A refund's addresses are derived from its payment's secret and its own id.
  if (refund !== null) {
    return { kind: "refund", secret: refund.transaction.callbackSecret, ...ownerOf(refund.transaction) };
  }
  const payout = context.payouts.findPayout(id);
  if (payout !== null) return { kind: "payout", secret: payout.callbackSecret, ...ownerOf(payout) };
  const deposit = context.deposits.findDeposit(id);
  return deposit === null ? null : { kind: "deposit", secret: deposit.secret, ...ownerOf(deposit) };
}

function ownerOf({ provider, accountId }: { readonly provider: string; readonly accountId: string }) {
  return { provider, accountId };
}
