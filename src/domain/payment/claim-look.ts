import { assertNever } from "../../lib/assert-never.ts";
import { type Change, paymentChange } from "../change.ts";
import {
  type AttemptKind,
  isLeased,
  MANUAL_LOOK_INTERVAL_MS,
  nextLookKind,
  openAttempt,
  retryAfterSeconds,
} from "../pursuit.ts";
import { findOpenCommand, nextCommandKind } from "./open-command.ts";
import { awaitsReceipt } from "./receipt-pursuit.ts";
import { sendUntil } from "./resend.ts";
import { isFinal, isPaid } from "./state-machine.ts";
import type { Transaction } from "./transaction.ts";
import { transition } from "./transition.ts";

/** What a claim grants. `busy`: somebody else is at it; `idle`: there is nothing to do now. */
export type LookClaim =
  | { readonly granted: false; readonly why: "busy" | "idle"; readonly retryAfterSeconds: number }
  | { readonly granted: true; readonly kind: AttemptKind; readonly attemptNumber: number };

/**
 * Who asks for a look: the payment's own timer; a person who wants to know now; a callback to its own address (`hint`);
 * or somebody who has named it without any proof (`nudge`).
 */
export type LookTrigger = "timer" | "manual" | "hint" | "nudge";

/** How often anybody at all may make the gateway ask (contract section 5). */
const NUDGE_INTERVAL_MS = 15_000;

/**
 * Asks for the permission to find out what a provider did. An attempt whose time is over without a word counts as
 * unknown from here on; its Worker may have died between intent and answer.
 */
export function claimLook(transaction: Transaction, trigger: LookTrigger, now: number): [Change, LookClaim] {
  const { pursuit, timings } = transaction;
  if (isLeased(pursuit, now)) {
    const seconds = retryAfterSeconds(pursuit, now);
    return refuse(
      trigger === "hint" ? { ...transaction, pursuit: { ...pursuit, nudged: true } } : transaction,
      "busy",
      seconds,
    );
  }
  if (!mayLook(transaction, trigger, now)) return refuse(transaction, "idle", 0);
  const lapsed = lapseAttempt(transaction, now);
  // The time to pay is over only for what is not authorized: an authorization ends when its provider says so.
  const isWaiting = !isFinal(transaction.status) && transaction.status !== "authorized";
  const expired = trigger === "timer" && now >= transaction.expiresAt && isWaiting;
  // An expired checkout is cancelled at the provider, which alone can say that nothing was paid.
  // What the merchant was told has ended is only asked about: sending it again could charge after all.
  // Nor is what somebody has just spoken of sent again: that it was spoken of says that it has arrived.
  const isOnlyAsked = isFinal(transaction.status) || trigger === "hint" || trigger === "nudge";
  const looked = isOnlyAsked ? "look" : nextLookKind(pursuit, now, timings, sendUntil(transaction));
  const command = findOpenCommand(transaction);
  const asked = command === null ? looked : nextCommandKind(command, now, timings);
  const isToEnd = expired && pursuit.acknowledged && transaction.isCancellable !== false;
  const kind = isToEnd && !mayBeAuthorized(transaction) ? "cancel" : asked;
  const opened = openAttempt(lapsed.transaction.pursuit, kind, now, timings);
  const counted = awaitsReceipt(transaction, now) ? { receiptAsks: (pursuit.receiptAsks ?? 0) + 1 } : {};
  return [
    { ...lapsed, transaction: { ...lapsed.transaction, pursuit: { ...opened, ...counted } } },
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

function mayLook(transaction: Transaction, trigger: LookTrigger, now: number): boolean {
  const { dueAt, lastLookAt } = transaction.pursuit;
  const isOpen = !isPaid(transaction.status) || awaitsReceipt(transaction, now);
  const restedMs = lastLookAt === null ? Number.POSITIVE_INFINITY : now - lastLookAt;
  switch (trigger) {
    case "timer":
      return dueAt !== null && dueAt <= now;
    case "manual":
      return isOpen && restedMs >= MANUAL_LOOK_INTERVAL_MS;
    case "hint":
      return isOpen;
    case "nudge":
      return !isFinal(transaction.status) && restedMs >= NUDGE_INTERVAL_MS;
    default:
      return assertNever(trigger);
  }
}

/** To cancel releases what was authorized in time: first the provider has to say, once that time is over, that it was not. */
function mayBeAuthorized({ capture, expiresAt, pursuit }: Transaction): boolean {
  return capture === "manual" && (pursuit.lastLookAt ?? 0) < expiresAt;
}

function refuse(transaction: Transaction, why: "busy" | "idle", seconds: number): [Change, LookClaim] {
  return [paymentChange(transaction), { granted: false, why, retryAfterSeconds: seconds }];
}
