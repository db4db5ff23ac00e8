import { toOutgoingEvents } from "../../domain/event/outgoing-event.ts";
import type { GatewayBindings } from "../../env.ts";
import type { Delivery } from "../shared/drain.ts";
import { enqueueEvents } from "./enqueue-events.ts";

/** How merchants' endpoints are told of events: their objects take them, and see to the rest. */
export function createWebhookDelivery(bindings: Pick<GatewayBindings, "MERCHANT" | "ENDPOINT">): Delivery {
  return {
    async send(rows) {
      await enqueueEvents(bindings, toOutgoingEvents(rows.map(({ projection }) => projection)));
    },
    classify: (error) => ({ kind: "later", summary: error instanceof Error ? error.message : String(error) }),
  };
}
