import { z } from "zod";
import { renderDelivery } from "../../domain/delivery/delivery.ts";
import { EVENT_TYPES } from "../../domain/event/event.ts";
import type { AppContext } from "../../middleware/app-context.ts";
import { callerOf } from "../../middleware/caller.ts";
import { readOptionalJsonBody } from "../../middleware/request-body.ts";
import { sendTestEvent } from "../../services/deliveries/deliveries.ts";
import { ApiRoute } from "../shared/api-route.ts";
import { BODY_PROBLEMS, jsonResponse, problemResponses } from "../shared/responses.ts";
import { deliverySchema, EXAMPLE_PENDING_DELIVERY } from "./delivery.schema.ts";
import { endpointPath } from "./webhook-endpoint.schema.ts";

const bodySchema = z.strictObject({
  type: z.enum(EVENT_TYPES, { error: "Give a type of event." }).default("payment.completed"),
});

const SCHEMA = {
  operationId: "testWebhookEndpoint",
  tags: ["Events out"],
  summary: "Send a test event",
  description:
    "Sends an event of the given type, payment.completed by default, whatever the endpoint is subscribed to. Its data has " +
    "`test: true`, and its transaction exists nowhere. It is signed, retried and listed as any other.",
  request: {
    params: endpointPath,
    body: {
      content: { "application/json": { schema: bodySchema, example: { type: "payment.completed" } } },
      required: false,
    },
  },
  responses: {
    "202": jsonResponse("The delivery", deliverySchema, EXAMPLE_PENDING_DELIVERY),
    ...problemResponses([...BODY_PROBLEMS, "not_found", "invalid_state"]),
  },
};

/** `POST /webhook-endpoints/{id}/test` */
export class TestWebhookEndpoint extends ApiRoute {
  override readonly access = { scope: "webhooks:manage" } as const;
  override schema = SCHEMA;

  override async run(c: AppContext): Promise<Response> {
    const { value } = await readOptionalJsonBody(c, bodySchema);
    const id = c.req.param("id") ?? "";
    return c.json(renderDelivery(await sendTestEvent(c.get("gateway"), callerOf(c), id, value.type)), 202);
  }
}
