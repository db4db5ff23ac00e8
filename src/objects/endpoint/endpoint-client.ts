import type { Delivery } from "../../domain/delivery/delivery.ts";
import type { EnqueuedEvent } from "../../domain/delivery/enqueued-event.ts";
import type { DeliveryOutcome } from "../../domain/delivery/settle-delivery.ts";
import { addressOf, parseShardId } from "../../domain/identifiers.ts";
import { findRegion } from "../../domain/region.ts";
import type { WebhookEndpoint } from "../../domain/webhook-endpoint/webhook-endpoint.ts";
import { callObject } from "../shared/call-object.ts";
import type { DeliveryClaim, ResendResult } from "./delivery-operations.ts";
import type { DeliveryQuery, ListedDelivery } from "./delivery-store.ts";

/** What an endpoint's object does, as its callers see it. Every method may be repeated. */
export interface EndpointApi {
  /** Tells what its merchant's object has decided; older news than it has changes nothing. */
  configure(endpoint: WebhookEndpoint, isRemoved: boolean): Promise<void>;
  enqueue(endpoint: WebhookEndpoint, events: readonly EnqueuedEvent[]): Promise<void>;
  replay(endpoint: WebhookEndpoint, events: readonly EnqueuedEvent[]): Promise<void>;
  claim(deliveryId: string): Promise<DeliveryClaim | null>;
  /** Records what came of an attempt; with `wantsNext`, gives the permission for the next that is due. */
  settle(
    deliveryId: string,
    attempt: number,
    outcome: DeliveryOutcome,
    wantsNext: boolean,
  ): Promise<DeliveryClaim | null>;
  resend(deliveryId: string): Promise<ResendResult | null>;
  find(deliveryId: string): Promise<Delivery | null>;
  list(query: DeliveryQuery): Promise<ListedDelivery[]>;
  /** Re-arms its alarm, should it have been lost, and sends again what is due. */
  wake(): Promise<void>;
}

/** One call to the object of an endpoint. */
export type CallEndpoint = <Result>(
  endpointId: string,
  call: (endpoint: EndpointApi) => Promise<Result>,
) => Promise<Result>;

/** The way to the endpoints of a namespace; each lives where its merchant does. */
export function createEndpointClient(namespace: DurableObjectNamespace): CallEndpoint {
  return (endpointId, call) =>
    callObject(() => {
      const id = namespace.idFromName(`endpoint:${endpointId}`);
      const known = parseShardId(endpointId);
      const hint = known === null ? undefined : findRegion(addressOf(known).region)?.hint;
      const stub = hint === undefined ? namespace.get(id) : namespace.get(id, { locationHint: hint });
      return stub as unknown as EndpointApi;
    }, call);
}
