import type { JsonValue } from "../../lib/canonical-json.ts";
import { type Change, compact, paymentChange } from "../change.ts";
import type { Unreported } from "../outcome.ts";
import { type Attempt, hasNothingLeft, unknownBackoffMs } from "../pursuit.ts";
import { givenUpAt, isGivenUp, presumeDead } from "./give-up.ts";
import { scheduleNextLook } from "./next-due.ts";
import { resendDelayMs, sendUntil } from "./resend.ts";
import { isFinal } from "./state-machine.ts";
import type { Transaction } from "./transaction.ts";
import { transition } from "./transition.ts";

/** An outcome that says nothing about the payment: it stays, or becomes, `processing`, and is looked for again. */
export function applySilence(
  transaction: Transaction,
  outcome: Unreported,
  exchange: JsonValue,
  current: Attempt | null,
  now: number,
): Change {
  const reason = outcome.kind === "absent" ? "absent" : outcome.reason;
  if (current === null) return paymentChange(transaction);
  if (isFinal(transaction.status)) return paymentChange(scheduleNextLook(transaction, now));
  const { pursuit, timings } = transaction;
  // Dated by the question, not by its answer's arrival: what was asked early proves nothing, however late it is told.
  if (outcome.kind === "absent" && current.startedAt >= pursuit.lastSendEndsAt + timings.settlingMs) {
    const failure = { code: "not_found_at_provider", message: "The provider has no such payment." };
    return transition(transaction, "failed", now, { failure, data: { exchange } });
  }
  if (isGivenUp(transaction, now)) return presumeDead(transaction, reason, now);
  const isUnsent = timings.keyLifetimeMs === 0 && hasNothingLeft(pursuit);
  const delayMs = isUnsent ? resendDelayMs(pursuit.looks) : unknownBackoffMs(pursuit.looks, timings);
  if (isUnsent && now + delayMs >= sendUntil(transaction)) {
    const failure = { code: "provider_unreachable", message: "The provider could not be asked; nothing was sent." };
    return transition(transaction, "failed", now, { failure, data: { reason, exchange } });
  }
  // The back-off may not run past the moment that a merchant was promised an end.
  const dueAt = Math.min(now + delayMs, givenUpAt(transaction) ?? Number.POSITIVE_INFINITY);
  const waiting = { ...transaction, pursuit: { ...pursuit, dueAt } };
  const unknown = { outcome: outcome.kind, reason, attempt: current.number, exchange };
  if (waiting.status === "pending") return transition(waiting, "processing", now, { data: unknown });
  if (current.kind === "look" && pursuit.looks > 1) return paymentChange(waiting);
  return paymentChange({ ...waiting, updatedAt: now }, [{ type: "payment.outcome_unknown", data: compact(unknown) }]);
}
