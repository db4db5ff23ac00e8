import type { DeliveryMessage } from "../../domain/queue-messages.ts";
import type { DeliveryClaim } from "../../objects/endpoint/delivery-operations.ts";
import type { Gateway } from "../gateway.ts";
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
    const { deliveryId: id, attempt } = claim;
    const outcome = await sendWebhook(gateway, claim);
    if (outcome === null) return;
    const wantsNext = gateway.clock() < goOnUntil;
    claim = await gateway.callEndpoint(endpointId, (endpoint) => endpoint.settle(id, attempt, outcome, wantsNext));
  }
}
