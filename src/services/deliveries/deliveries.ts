import type { Delivery, DeliveryStatus } from "../../domain/delivery/delivery.ts";
import { toEnqueuedEvent } from "../../domain/delivery/enqueued-event.ts";
import { makeTestEvent } from "../../domain/delivery/test-event.ts";
import type { EventType } from "../../domain/event/event.ts";
import { deriveDeliveryId } from "../../domain/identifiers.ts";
import { Problem } from "../../domain/problem.ts";
import { encodeCursor } from "../../storage/postgres/cursor.ts";
import type { Gateway } from "../gateway.ts";
import { type Caller, notFound } from "../principal.ts";
import { readCursor } from "../read-cursor.ts";
import type { Page } from "../read-database.ts";
import { getWebhookEndpoint, listWebhookEndpoints } from "../webhook-endpoints/webhook-endpoints.ts";

/** Which deliveries to list. */
export interface DeliveriesQuery {
  readonly status?: DeliveryStatus | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** An endpoint's deliveries, newest first, as its object has them at this moment. */
export async function listDeliveries(
  gateway: Gateway,
  caller: Caller,
  endpointId: string,
  { status, limit, cursor }: DeliveriesQuery,
): Promise<Page<Delivery>> {
  const position = readCursor(cursor, ["count"]);
  const { id } = await getWebhookEndpoint(gateway, caller, endpointId);
  const before = position === null ? undefined : Number(position[0]);
  const rows = await gateway.callEndpoint(id, (endpoint) => endpoint.list({ status, before, limit: limit + 1 }));
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const hasMore = rows.length > limit;
  return {
    data: shown.map(({ delivery }) => delivery),
    has_more: hasMore,
    next_cursor: hasMore && last !== undefined ? encodeCursor([String(last.position)]) : null,
  };
}

/** Has a delivery sent again now, whatever became of it, under the same webhook-id. */
export async function resendDelivery(gateway: Gateway, caller: Caller, deliveryId: string): Promise<Delivery> {
  const endpoints = await listWebhookEndpoints(gateway, caller);
  const id = deliveryId.toLowerCase();
  for (const endpoint of endpoints) {
    // The id begins as its endpoint's does (see `deriveDeliveryId`).
    if (endpoint.id.slice(0, 8) !== id.slice(0, 8)) continue;
    const result = await gateway.callEndpoint(endpoint.id, (object) => object.resend(id));
    if (result?.kind === "endpoint_disabled") throw disabled();
    if (result !== null) return result.delivery;
  }
  throw notFound("webhook delivery");
}

/** Sends an event that tells of nothing to an endpoint, whatever it is subscribed to. */
export async function sendTestEvent(
  gateway: Gateway,
  caller: Caller,
  endpointId: string,
  type: EventType,
): Promise<Delivery> {
  const endpoint = await getWebhookEndpoint(gateway, caller, endpointId);
  if (endpoint.status === "disabled") throw disabled();
  const event = makeTestEvent(type, endpoint.merchantId, gateway.clock());
  const deliveryId = deriveDeliveryId(endpoint.id, event.id);
  const delivery = await gateway.callEndpoint(endpoint.id, async (object) => {
    await object.enqueue(endpoint, [toEnqueuedEvent(event)]);
    return object.find(deliveryId);
  });
  return delivery ?? missing();
}

/** The refusal of what an endpoint that is disabled cannot do. */
export function disabled(): Problem {
  return new Problem("invalid_state", "The endpoint is disabled; enable it first.");
}

function missing(): never {
  throw notFound("webhook endpoint");
}
