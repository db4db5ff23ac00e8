import type { JsonValue } from "../../lib/canonical-json.ts";
import { type Change, compact, paymentChange } from "../change.ts";
import type { PaymentOutcome } from "../outcome.ts";
import { type Attempt, hasNothingLeft, mayBeRepeat, type NextSender, restartPursuit } from "../pursuit.ts";
import type { RouteCandidate } from "./payment-route.ts";
import { sendUntil } from "./resend.ts";
import type { Transaction } from "./transaction.ts";

/**
 * Why a payment may go to another provider: it is certain that the present one has taken nothing, because no attempt at
 * it has ever left the gateway, or because the only one that has was turned away for our account. Null: it stays. What
 * nobody knows stays, and so does whatever anybody has spoken of. `transaction`: with the attempt closed.
 */
export function findReasonToLeave(
  transaction: Transaction,
  attempt: Attempt,
  outcome: PaymentOutcome,
  now: number,
): string | null {
  const { status, pursuit } = transaction;
  if (findNext(transaction, now).length === 0 || attempt.kind !== "send") return null;
  if ((status !== "pending" && status !== "processing") || isSpokenOf(transaction)) return null;
  if (outcome.kind === "not_sent") return hasNothingLeft(pursuit) ? outcome.reason : null;
  if (outcome.kind !== "reported" || outcome.status !== "failed" || outcome.isAccountRefused !== true) return null;
  return outcome.providerTransactionId === null && !mayBeRepeat(pursuit) ? "account_refused" : null;
}

/** Moves a payment to the next provider it may go to. Its state stays what it is; the audit trail tells why. */
export function leaveProvider(
  transaction: Transaction,
  reason: string,
  outcome: PaymentOutcome,
  sender: NextSender | null,
  now: number,
): Change {
  const [next, ...alternatives] = findNext(transaction, now);
  if (next === undefined) throw new Error("a payment leaves its provider only for another");
  const { provider, accountId, pursuit, left = [] } = transaction;
  const lastAttempt = pursuit.attempts;
  const moved: Transaction = {
    ...transaction,
    ...next,
    alternatives,
    left: [...left, { provider, accountId, lastAttempt, reason }],
    providerLatencyMs: null,
    updatedAt: now,
    expiresAt: now + next.timings.checkoutLifetimeMs,
    pursuit: restartPursuit(pursuit, sender, now, next.timings),
  };
  const data = compact({
    from_provider: provider,
    from_account_id: accountId,
    to_provider: next.provider,
    to_account_id: next.accountId,
    reason,
    failure: outcome.kind === "reported" ? (outcome.failure as JsonValue) : null,
    attempt: lastAttempt,
    exchange: outcome.exchange as JsonValue,
  });
  return paymentChange(moved, [{ type: "payment.rerouted", data }]);
}

/** Nobody may have heard of the payment at this provider: a word, even an unsigned one, says that something has arrived. */
function isSpokenOf({ pursuit, review, ...told }: Transaction): boolean {
  const words = [told.providerTransactionId, told.receiptCandidate, told.handleCandidate, told.amountCandidate];
  const isTold = words.some((word) => word !== null && word !== undefined);
  return isTold || pursuit.acknowledged || pursuit.nudged === true || review !== null;
}

/** Where it may still go: a provider without keys prompts its customer, who waits no longer than `sendUntil`. */
function findNext(transaction: Transaction, now: number): readonly RouteCandidate[] {
  if (now >= transaction.expiresAt) return [];
  const isAwaited = now < sendUntil(transaction);
  return (transaction.alternatives ?? []).filter(({ timings }) => timings.keyLifetimeMs > 0 || isAwaited);
}
