import type { EventType, GatewayEvent } from "../event/event.ts";

/** An event as it is handed to an endpoint's object: what is listed of it, and the text that every attempt sends. */
export interface EnqueuedEvent {
  readonly id: string;
  readonly type: EventType;
  readonly transactionId: string;
  readonly body: string;
  /** Set where it is known which trace the event belongs to. */
  readonly traceId?: string;
}

/** Fixes the text of an event: from here on it is sent byte for byte the same. */
export function toEnqueuedEvent(event: GatewayEvent): EnqueuedEvent {
  const { id, type, sequence, transaction_id, timestamp, data } = event;
  const body = JSON.stringify({ id, type, sequence, transaction_id, timestamp, data });
  return { id, type, transactionId: transaction_id, body };
}
