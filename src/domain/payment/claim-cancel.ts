import { type Change, chain, compact, paymentChange } from "../change.ts";
import { isLeased, openAttempt, retryAfterSeconds, unknownBackoffMs } from "../pursuit.ts";
import { lapseAttempt } from "./claim-look.ts";
import { findOpenCommand } from "./open-command.ts";
import { isFinal } from "./state-machine.ts";
import type { Transaction } from "./transaction.ts";

/** What came of asking to cancel. */
export type CancelClaim =
  | { readonly granted: true; readonly attemptNumber: number }
  | { readonly granted: false; readonly why: "final" }
  | { readonly granted: false; readonly why: "busy"; readonly retryAfterSeconds: number };

/**
 * Asks for the permission to cancel at the provider. Refused while a call is open, and while nobody knows yet whether
 * the provider has the payment: a cancellation cannot overtake a charge whose outcome is unknown.
 */
export function claimCancel(transaction: Transaction, now: number): [Change, CancelClaim] {
  if (isFinal(transaction.status)) return [paymentChange(transaction), { granted: false, why: "final" }];
  if (isLeased(transaction.pursuit, now)) {
    const seconds = retryAfterSeconds(transaction.pursuit, now);
    return [paymentChange(transaction), { granted: false, why: "busy", retryAfterSeconds: seconds }];
  }
  const lapsed = lapseAttempt(transaction, now);
  // A capture whose outcome is open may have taken the money that a cancellation would release.
  if (!transaction.pursuit.acknowledged || findOpenCommand(transaction) !== null) {
    const seconds = Math.ceil(unknownBackoffMs(transaction.pursuit.looks, transaction.timings) / 1000);
    return [lapsed, { granted: false, why: "busy", retryAfterSeconds: seconds }];
  }
  const claimed = chain(lapsed, (given) => {
    const pursuit = openAttempt(given.pursuit, "cancel", now, given.timings);
    const entry = { type: "payment.cancel_requested", data: compact({ attempt: pursuit.attempts }) };
    return paymentChange({ ...given, pursuit, updatedAt: now }, [entry]);
  });
  return [claimed, { granted: true, attemptNumber: claimed.transaction.pursuit.attempts }];
}
