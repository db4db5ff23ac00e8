import type { JsonValue } from "../../lib/canonical-json.ts";
import { isPaid, type TransactionStatus } from "../payment/state-machine.ts";

/** Every type of event that leaves the gateway (contract section 6). */
export const EVENT_TYPES = [
  "payment.initiated",
  "payment.processing",
  "payment.authorized",
  "payment.completed",
  "payment.failed",
  "payment.cancelled",
  "payment.review_required",
  "dispute.opened",
  "dispute.updated",
  "dispute.closed",
  "refund.processing",
  "refund.completed",
  "refund.failed",
  "payout.processing",
  "payout.completed",
  "payout.failed",
] as const;

/** The type of an event. */
export type EventType = (typeof EVENT_TYPES)[number];

/** One event in the shape every channel carries; `sequence` counts 1, 2, 3 … per transaction without gaps. */
export interface GatewayEvent {
  readonly id: string;
  readonly type: EventType;
  readonly sequence: number;
  readonly transaction_id: string;
  readonly timestamp: string;
  readonly data: JsonValue;
}

/**
 * The event that tells of a payment's change of state; none for the states that follow from refunds, which have events
 * of their own: back to `completed` after a refund failed late is no second payment.
 */
export function eventForTransition(from: TransactionStatus, to: TransactionStatus): EventType | null {
  if (isPaid(from)) return null;
  switch (to) {
    case "pending":
      return "payment.initiated";
    case "partially_refunded":
    case "refunded":
      return null;
    default:
      return `payment.${to}`;
  }
}
