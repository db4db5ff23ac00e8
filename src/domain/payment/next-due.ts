import { pollBackoffMs, SLOW_LOOK_MS } from "../pursuit.ts";
import { findOpenCommand } from "./open-command.ts";
import { nextReceiptAskAt } from "./receipt-pursuit.ts";
import { isFinal } from "./state-machine.ts";
import type { Transaction } from "./transaction.ts";

/** An authorized amount waits for its merchant, for days: its provider tells when it ends, this makes up for a lost word. */
const AUTHORIZED_POLL_MS = 3_600_000;

/** Sets the timer that follows from the payment's state, for a provider that has been heard. */
export function scheduleNextLook(transaction: Transaction, now: number): Transaction {
  const dueAt = nextDue(transaction, now + pollBackoffMs(transaction.pursuit.looks, transaction.timings), now);
  return { ...transaction, pursuit: { ...transaction.pursuit, dueAt } };
}

/**
 * When to look next. Open attempts have their own timer; final payments wait for nothing, unless their outcome was
 * only presumed, their receipt is not confirmed or their customer may try again; others are looked at when they expire
 * at the latest.
 */
export function nextDue(transaction: Transaction, at: number, now: number): number | null {
  const { expiresAt, pursuit, status } = transaction;
  if (pursuit.attempt !== null && pursuit.dueAt !== null) return pursuit.dueAt;
  if (isFinal(status)) {
    const times = [
      nextReceiptAskAt(transaction, now),
      nextPresumedLookAt(transaction, now),
      nextRetriedLookAt(transaction, at, now),
    ];
    return times.reduce((first, time) => (first === null || (time !== null && time < first) ? time : first), null);
  }
  if (status === "authorized" && findOpenCommand(transaction) === null) return now + AUTHORIZED_POLL_MS;
  return now < expiresAt ? Math.min(at, expiresAt) : at;
}

/** What was only presumed dead is looked at daily until a success can surface no more. */
function nextPresumedLookAt({ status, failure, pursuit, timings }: Transaction, now: number): number | null {
  const windowEndsAt = pursuit.firstSentAt + timings.settlementWindowMs;
  const isPresumed = status === "failed" && failure?.code === "outcome_unknown";
  return isPresumed && now < windowEndsAt ? Math.min(now + SLOW_LOOK_MS, windowEndsAt) : null;
}

/** The customer of a failed payment may try another card on the page that is still open, and nobody may be told. */
function nextRetriedLookAt({ status, mayStillBePaid, expiresAt }: Transaction, at: number, now: number): number | null {
  const isOpen = status === "failed" && mayStillBePaid === true && now < expiresAt;
  return isOpen ? Math.min(at, expiresAt) : null;
}
