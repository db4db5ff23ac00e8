import type { JsonValue } from "../../lib/canonical-json.ts";
import { toRfc3339 } from "../../lib/clock.ts";
import type { EventType } from "../event/event.ts";

/**
 * Where a delivery stands: `pending` (not tried yet), `retrying` (failed, will be tried again), `delivered`, `exhausted`
 * (its schedule is at its end) or `parked` (its endpoint is disabled).
 */
export const DELIVERY_STATUSES = ["pending", "delivered", "retrying", "exhausted", "parked"] as const;

/** One of {@link DELIVERY_STATUSES}. */
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];

/** One try, as it happened. In the public shape: it is kept for nothing else. */
export interface DeliveryAttempt {
  readonly at: string;
  readonly status_code: number | null;
  readonly latency_ms: number | null;
  readonly error: string | null;
  /** The first KiB of the answer. */
  readonly response: string | null;
}

/** A permission to send once; only after `endsAt` may somebody else. */
export interface DeliveryLease {
  readonly attempt: number;
  readonly startedAt: number;
  readonly endsAt: number;
}

/** One event on its way to one endpoint. Times are epoch milliseconds. */
export interface Delivery {
  readonly id: string;
  readonly endpointId: string;
  readonly eventId: string;
  readonly eventType: EventType;
  readonly transactionId: string;
  readonly traceId?: string;
  readonly status: DeliveryStatus;
  /** When it is tried next; null for what is not tried by itself. */
  readonly dueAt: number | null;
  readonly createdAt: number;
  /** Failed attempts on the present schedule. */
  readonly failures: number;
  /** Attempts in a row that nobody has told the end of. */
  readonly interruptions: number;
  /** All attempts ever; the log keeps the last of them. */
  readonly attemptCount: number;
  readonly attempts: readonly DeliveryAttempt[];
  readonly lease: DeliveryLease | null;
}

/** A delivery that has not been tried. */
export function newDelivery(
  facts: Pick<Delivery, "id" | "endpointId" | "eventId" | "eventType" | "transactionId" | "traceId">,
  status: "pending" | "parked",
  dueAt: number | null,
  now: number,
): Delivery {
  const untried = { failures: 0, interruptions: 0, attemptCount: 0, attempts: [], lease: null };
  return { ...facts, status, dueAt, createdAt: now, ...untried };
}

/** Whether a delivery is tried by itself. */
export function isOpen({ status }: Pick<Delivery, "status">): boolean {
  return status === "pending" || status === "retrying";
}

/** A delivery in the public shape. */
export function renderDelivery(delivery: Delivery): { [name: string]: JsonValue } {
  return {
    id: delivery.id,
    endpoint_id: delivery.endpointId,
    event_id: delivery.eventId,
    event_type: delivery.eventType,
    transaction_id: delivery.transactionId,
    status: delivery.status,
    attempts: delivery.attempts.map((attempt) => ({ ...attempt })),
    next_attempt_at: isOpen(delivery) && delivery.dueAt !== null ? toRfc3339(delivery.dueAt) : null,
    created_at: toRfc3339(delivery.createdAt),
  };
}
