import { renderDelivery } from "../../domain/delivery/delivery.ts";
import type { AppContext } from "../../middleware/app-context.ts";
import { callerOf } from "../../middleware/caller.ts";
import { resendDelivery } from "../../services/deliveries/deliveries.ts";
import { ApiRoute } from "../shared/api-route.ts";
import { jsonResponse, problemResponses } from "../shared/responses.ts";
import { deliveryPath, deliverySchema, EXAMPLE_PENDING_DELIVERY } from "./delivery.schema.ts";

const SCHEMA = {
  operationId: "resendDelivery",
  tags: ["Events out"],
  summary: "Send a delivery again",
  description:
    "Now, whatever had become of it: the same body under the same webhook-id, on a schedule from the beginning.",
  request: { params: deliveryPath },
  responses: {
    "202": jsonResponse("The delivery as it now stands", deliverySchema, EXAMPLE_PENDING_DELIVERY),
    ...problemResponses(["not_found", "invalid_state"]),
  },
};

/** `POST /webhook-deliveries/{id}/resend` */
export class ResendDelivery extends ApiRoute {
  override readonly access = { scope: "webhooks:manage" } as const;
  override schema = SCHEMA;

  override async run(c: AppContext): Promise<Response> {
    const delivery = await resendDelivery(c.get("gateway"), callerOf(c), c.req.param("id") ?? "");
    return c.json(renderDelivery(delivery), 202);
  }
}
