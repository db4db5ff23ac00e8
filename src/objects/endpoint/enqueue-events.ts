import { toEnqueuedEvent } from "../../domain/delivery/enqueued-event.ts";
import type { OutgoingEvent } from "../../domain/event/outgoing-event.ts";
import { isWanted } from "../../domain/webhook-endpoint/event-filter.ts";
import type { GatewayBindings } from "../../env.ts";
import { createMerchantClient } from "../merchant/merchant-client.ts";
import { createEndpointClient } from "./endpoint-client.ts";

/**
 * Brings events to the endpoints of their merchants that want them. Asks the merchant's object each time, so that an
 * endpoint gets whatever happens after it was made. May be repeated: an endpoint takes an event once. Throws when one
 * object could not be reached; all others have been told by then.
 */
export async function enqueueEvents(
  bindings: Pick<GatewayBindings, "MERCHANT" | "ENDPOINT">,
  outgoing: readonly OutgoingEvent[],
): Promise<void> {
  const callMerchant = createMerchantClient(bindings.MERCHANT);
  const callEndpoint = createEndpointClient(bindings.ENDPOINT);
  const byMerchant = Map.groupBy(outgoing, ({ merchantId }) => merchantId);
  const told = await Promise.allSettled(
    [...byMerchant].map(async ([merchantId, theirs]) => {
      const endpoints = await callMerchant(merchantId, (merchant) => merchant.listEndpoints());
      if (endpoints.length === 0) return;
      const events = theirs.map(({ event, traceId }) => ({
        ...toEnqueuedEvent(event),
        ...(traceId === null ? {} : { traceId }),
      }));
      await Promise.all(
        endpoints.map(async (endpoint) => {
          const wanted = events.filter(({ type }) => isWanted(endpoint.events, type));
          if (wanted.length > 0) await callEndpoint(endpoint.id, (object) => object.enqueue(endpoint, wanted));
        }),
      );
    }),
  );
  for (const result of told) if (result.status === "rejected") throw result.reason;
}
