import type { EventType, Payment, Payout, Refund } from "./api-types.ts";

/** A dispute as its events show it; `amount` is null where the provider's cannot be said exactly. */
export interface Dispute {
  readonly id: string;
  readonly status: string;
  readonly stage: string;
  readonly amount: number | null;
  readonly amount_minor: number | null;
  readonly currency: string | null;
  readonly reason: string | null;
}

/** What the data of each group of events is. */
interface EventData {
  readonly payment: Payment;
  readonly refund: Refund;
  readonly payout: Payout;
  readonly dispute: Dispute;
}

interface EventOf<Group extends keyof EventData> {
  readonly id: string;
  readonly type: Extract<EventType, `${Group}.${string}`>;
  /** Counts 1, 2, 3 … per transaction, without gaps. */
  readonly sequence: number;
  readonly transaction_id: string;
  readonly timestamp: string;
  readonly data: EventData[Group];
}

/** An event, the same on every channel. One that was sent to try an endpoint has `data.test` and few other members. */
export type GatewayEvent = { [Group in keyof EventData]: EventOf<Group> }[keyof EventData];

const OUTCOMES: ReadonlySet<EventType> = new Set<EventType>([
  "payment.completed",
  "payment.failed",
  "payment.cancelled",
  "payout.completed",
  "payout.failed",
]);

/** Whether an event tells how a payment or payout ended: what a checkout page waits for. */
export function isOutcome(event: GatewayEvent): boolean {
  return OUTCOMES.has(event.type);
}
