import type { Delivery } from "../../domain/delivery/delivery.ts";
import { isOpen, newDelivery } from "../../domain/delivery/delivery.ts";
import { afterFailure, HEALTHY, isGivenUp } from "../../domain/delivery/endpoint-health.ts";
import type { EnqueuedEvent } from "../../domain/delivery/enqueued-event.ts";
import {
  type DeliveryOutcome,
  isSuccess,
  reopenDelivery,
  settleFailure,
  settleSuccess,
} from "../../domain/delivery/settle-delivery.ts";
import { deriveDeliveryId } from "../../domain/identifiers.ts";
import type { DisabledReason } from "../../domain/webhook-endpoint/webhook-endpoint.ts";
import { validSecrets } from "../../domain/webhook-endpoint/webhook-endpoint.ts";
import { MAX_IN_FLIGHT } from "./dispatch.ts";
import { type EndpointContext, retryTerms } from "./endpoint-context.ts";
import type { EndpointState } from "./endpoint-state.ts";

/** A permission to send a delivery once, and what it takes. */
export interface DeliveryClaim {
  readonly deliveryId: string;
  readonly endpointId: string;
  readonly eventId: string;
  readonly attempt: number;
  readonly url: string;
  readonly body: string;
  readonly sealedSecrets: readonly string[];
  readonly traceId: string | null;
  /** After this the Worker must not send any more: it may have been stalled. */
  readonly sendBefore: number;
}

/** What came of a wish to have a delivery sent again. */
export type ResendResult =
  | { readonly kind: "queued"; readonly delivery: Delivery }
  | { readonly kind: "endpoint_disabled" };

/** A Worker that has not sent within this time of its permission is stalled and must not. */
const SEND_WITHIN_MS = 5_000;
/** The time-out of 15 s, the reading of the answer, and the way back. */
const LEASE_MS = SEND_WITHIN_MS + 20_000;
/** Deliveries that become due together (parked, replayed) leave 20 a second: a server is not flooded with the past. */
export const PACE_MS = 50;

/** Adds events as deliveries, once each: due at once, or parked while the endpoint is disabled. */
export function enqueueEvents(context: EndpointContext, state: EndpointState, events: readonly EnqueuedEvent[]): void {
  const now = context.clock();
  const isEnabled = state.endpoint.status === "enabled";
  for (const event of events) add(context, state, event, isEnabled ? now : null);
}

/** Has events of the past sent again, at a bounded rate; what is on its way or parked is left alone. */
export function replayEvents(context: EndpointContext, state: EndpointState, events: readonly EnqueuedEvent[]): void {
  const { deliveries, clock } = context;
  let at = Math.max(clock(), state.pacedUntil);
  for (const event of events) {
    const known = deliveries.find(deriveDeliveryId(state.endpoint.id, event.id));
    if (known !== null && (isOpen(known) || known.status === "parked")) continue;
    if (known === null) add(context, state, event, at);
    else deliveries.save(reopenDelivery(known, at));
    at += PACE_MS;
  }
  context.state.save({ ...state, pacedUntil: at });
}

/** Gives the permission to send a delivery that is due, unless somebody has it or the endpoint has enough to do. */
export function claimDelivery(context: EndpointContext, state: EndpointState, id: string): DeliveryClaim | null {
  const { deliveries, clock } = context;
  const { endpoint } = state;
  const now = clock();
  const delivery = deliveries.find(id);
  if (delivery === null || endpoint.status !== "enabled") return null;
  if (!isOpen(delivery) || delivery.dueAt === null || delivery.dueAt > now) return null;
  if (delivery.lease !== null && delivery.lease.endsAt > now) return null;
  if (!deliveries.isHeld(id) && deliveries.countHeld() >= MAX_IN_FLIGHT) return null;
  const attempt = delivery.attemptCount + 1;
  const lease = { attempt, startedAt: now, endsAt: now + LEASE_MS };
  deliveries.save({ ...delivery, lease });
  deliveries.hold(id, lease.endsAt);
  return {
    deliveryId: id,
    endpointId: endpoint.id,
    eventId: delivery.eventId,
    attempt,
    url: endpoint.url,
    body: deliveries.findBody(id),
    sealedSecrets: validSecrets(endpoint, now).map(({ sealed }) => sealed),
    traceId: delivery.traceId ?? null,
    sendBefore: now + SEND_WITHIN_MS,
  };
}

/** Claims whatever is due next, for a Worker that has just been served well. */
export function claimNext(context: EndpointContext, state: EndpointState): DeliveryClaim | null {
  const [id] = context.deliveries.findDue(context.clock(), 1);
  return id === undefined ? null : claimDelivery(context, state, id);
}

/** Records what came of an attempt. A success counts whichever attempt it is of; a failure only while it is the open one. */
export function settleDelivery(
  context: EndpointContext,
  state: EndpointState,
  id: string,
  attempt: number,
  outcome: DeliveryOutcome,
): DisabledReason | null {
  const { deliveries, clock } = context;
  const now = clock();
  const delivery = deliveries.find(id);
  if (delivery === null) return null;
  const isOpenAttempt = delivery.lease?.attempt === attempt;
  if (isSuccess(outcome)) {
    if (!isOpenAttempt && delivery.status === "delivered") return null;
    deliveries.save(settleSuccess(delivery, outcome, now));
    deliveries.hold(id, null);
    if (state.health.failures > 0) context.state.save({ ...state, health: HEALTHY });
    return null;
  }
  if (!isOpenAttempt) return null;
  deliveries.save(settleFailure(delivery, outcome, retryTerms(context)));
  deliveries.hold(id, null);
  const health = afterFailure(state.health, now);
  context.state.save({ ...state, health });
  if (outcome.statusCode === 410) return "gone";
  return isGivenUp(health, now) ? "failing" : null;
}

/** Has a delivery sent again now, under the same webhook-id; null when there is none. */
export function resendDelivery(context: EndpointContext, state: EndpointState, id: string): ResendResult | null {
  const { deliveries, clock } = context;
  const known = deliveries.find(id);
  if (known === null) return null;
  if (state.endpoint.status === "disabled") return { kind: "endpoint_disabled" };
  const delivery = reopenDelivery(known, clock());
  deliveries.save(delivery);
  return { kind: "queued", delivery };
}

function add(context: EndpointContext, state: EndpointState, event: EnqueuedEvent, dueAt: number | null): void {
  const facts = {
    id: deriveDeliveryId(state.endpoint.id, event.id),
    endpointId: state.endpoint.id,
    eventId: event.id,
    eventType: event.type,
    transactionId: event.transactionId,
    ...(event.traceId === undefined ? {} : { traceId: event.traceId }),
  };
  const status = dueAt === null ? "parked" : "pending";
  context.deliveries.add(newDelivery(facts, status, dueAt, context.clock()), event.body);
}
