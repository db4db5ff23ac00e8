import { type Change, chain, compact, paymentChange } from "../change.ts";
import type { Transaction } from "../payment/transaction.ts";
import type { InboxStatus, ProviderEvent } from "./provider-event.ts";

/**
 * What an event did to a payment, and why it was held or has to wait. `retrying`: it cannot be judged yet, and its change
 * is bookkeeping at most.
 */
export interface EventVerdict {
  readonly status: Extract<InboxStatus, "applied" | "ignored" | "held" | "retrying">;
  readonly reason: string | null;
  readonly change: Change;
}

/**
 * Judges an event by what it changed, and writes down on the payment that it came. `isHeard`: it counts as applied though
 * nothing anybody can see has changed.
 */
export function judge(
  before: Transaction,
  change: Change,
  event: ProviderEvent,
  contradiction: string | null,
  isHeard = false,
): EventVerdict {
  const status = contradiction !== null ? "held" : isHeard || change.audit.length > 0 ? "applied" : "ignored";
  const received = {
    type: "webhook.received",
    data: compact({
      provider: before.provider,
      event_id: event.id,
      event_type: event.type,
      status,
      reason: contradiction,
    }),
  };
  return { status, reason: contradiction, change: chain(paymentChange(before, [received]), () => change) };
}
