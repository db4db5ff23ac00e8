import type { Projection } from "../projection.ts";
import type { GatewayEvent } from "./event.ts";

/** An event with whose it is: what decides where it is sent, and is not shown. */
export interface OutgoingEvent {
  readonly merchantId: string;
  /** The merchant's own name for the customer, if the event's payment has one; payouts have none. */
  readonly customerId: string | null;
  readonly event: GatewayEvent;
  /** The trace of what it tells of; null where none is known. */
  readonly traceId: string | null;
}

/** The events in rows on their way out, in order, in the shape every channel carries. */
export function toOutgoingEvents(projections: readonly Projection[]): OutgoingEvent[] {
  return projections.flatMap(({ events = [], transactions = [], trace_id: traceId = null }) =>
    events.map(({ merchant_id: merchantId, ...event }) => {
      const payment = transactions.find(({ id }) => id === event.transaction_id);
      return { merchantId, customerId: payment?.customer_id ?? null, event, traceId };
    }),
  );
}
