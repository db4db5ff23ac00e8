import { type Change, paymentChange } from "../change.ts";
import {
  type AttemptKind,
  isLeased,
  MANUAL_LOOK_INTERVAL_MS,
  nextLookKind,
  openAttempt,
  retryAfterSeconds,
} from "../pursuit.ts";
import { isFinal, isPaid } from "./state-machine.ts";
import type { Transaction } from "./transaction.ts";
import { transition } from "./transition.ts";

/** What a claim grants. `busy`: somebody else is at it; `idle`: there is nothing to do now. */
export type LookClaim =
  | { readonly granted: false; readonly why: "busy" | "idle"; readonly retryAfterSeconds: number }
  | { readonly granted: true; readonly kind: AttemptKind; readonly attemptNumber: number };

/** Who asks for a look: the payment's own timer, or a person or event that wants to know now. */
export type LookTrigger = "timer" | "manual";

/**
 * Asks for the permission to find out what a provider did. An attempt whose time is over without a word counts as
 * unknown from here on; its Worker may have died between intent and answer.
 */
export function claimLook(transaction: Transaction, trigger: LookTrigger, now: number): [Change, LookClaim] {
  const { pursuit, timings } = transaction;
  if (isLeased(pursuit, now)) return refuse(transaction, "busy", retryAfterSeconds(pursuit, now));
  if (trigger === "timer" && (pursuit.dueAt === null || pursuit.dueAt > now)) return refuse(transaction, "idle", 0);
  if (trigger === "manual" && !mayLookByHand(transaction, now)) return refuse(transaction, "idle", 0);
  const lapsed = lapseAttempt(transaction, now);
  const expired = trigger === "timer" && now >= transaction.expiresAt && !isFinal(transaction.status);
  // An expired checkout is cancelled at the provider, which alone can say that nothing was paid.
  // What the merchant was told has ended is only asked about: sending it again could charge after all.
  const looked = isFinal(transaction.status) ? "look" : nextLookKind(pursuit, now, timings);
  const kind = expired && pursuit.acknowledged ? "cancel" : looked;
  const opened = openAttempt(lapsed.transaction.pursuit, kind, now, timings);
  return [
    { ...lapsed, transaction: { ...lapsed.transaction, pursuit: opened } },
    { granted: true, kind, attemptNumber: opened.attempts },
  ];
}

/** Turns an attempt that ended without an outcome into what it is: a payment of unknown outcome. */
export function lapseAttempt(transaction: Transaction, now: number): Change {
  const { pursuit } = transaction;
  if (pursuit.attempt === null || now < pursuit.attempt.endsAt) return paymentChange(transaction);
  const freed: Transaction = { ...transaction, pursuit: { ...pursuit, attempt: null } };
  if (freed.status !== "pending") return paymentChange(freed);
  return transition(freed, "processing", now, { data: { outcome: "unknown", reason: "attempt_lapsed" } });
}

function mayLookByHand(transaction: Transaction, now: number): boolean {
  const { lastLookAt } = transaction.pursuit;
  if (isPaid(transaction.status)) return false;
  return lastLookAt === null || now - lastLookAt >= MANUAL_LOOK_INTERVAL_MS;
}

function refuse(transaction: Transaction, why: "busy" | "idle", seconds: number): [Change, LookClaim] {
  return [paymentChange(transaction), { granted: false, why, retryAfterSeconds: seconds }];
}
