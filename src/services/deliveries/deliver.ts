import type { DeliveryOutcome } from "../../domain/delivery/settle-delivery.ts";
import type { DeliveryMessage } from "../../domain/queue-messages.ts";
import { createLogger } from "../../lib/logger.ts";
import { continueTrace } from "../../lib/trace.ts";
import type { DeliveryClaim } from "../../objects/endpoint/delivery-operations.ts";
import type { Gateway } from "../gateway.ts";
import { measure } from "../operations/measure.ts";
import { sendWebhook } from "./send-webhook.ts";

/** A consumer that has worked so long takes nothing more: the platform ends its work some 30 s after the batch. */
const GO_ON_FOR_MS = 5_000;

/**
 * Brings an event to a merchant's server under a permission of the endpoint's object, and then goes on with whatever is
 * due there next while that goes quickly. A message that comes twice or late finds nothing to do.
 */
export async function deliver(gateway: Gateway, message: DeliveryMessage): Promise<void> {
  const { endpoint_id: endpointId, delivery_id: deliveryId } = message;
  const goOnUntil = gateway.clock() + GO_ON_FOR_MS;
  let claim: DeliveryClaim | null = await gateway.callEndpoint(endpointId, (endpoint) => endpoint.claim(deliveryId));
  while (claim !== null) {
    const permitted: DeliveryClaim = claim;
    const { deliveryId: id, attempt } = permitted;
    const outcome = await continueTrace(permitted.traceId, () => attemptDelivery(gateway, permitted));
    if (outcome === null) return;
    const wantsNext = gateway.clock() < goOnUntil;
    claim = await gateway.callEndpoint(endpointId, (endpoint) => endpoint.settle(id, attempt, outcome, wantsNext));
  }
}

async function attemptDelivery(gateway: Gateway, claim: DeliveryClaim): Promise<DeliveryOutcome | null> {
  const outcome = await sendWebhook(gateway, claim);
  if (outcome === null) return null;
  const { statusCode: status, latencyMs, error } = outcome;
  const { deliveryId, endpointId, eventId, attempt } = claim;
  createLogger().info("delivery.attempted", {
    delivery_id: deliveryId,
    endpoint_id: endpointId,
    event_id: eventId,
    attempt,
    status,
    error,
    latency_ms: latencyMs,
  });
  measure(gateway, { kind: "delivery", status, error, latencyMs });
  return outcome;
}
