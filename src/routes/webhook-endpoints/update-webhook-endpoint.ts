import { z } from "zod";
import { renderWebhookEndpoint } from "../../domain/webhook-endpoint/webhook-endpoint.ts";
import type { AppContext } from "../../middleware/app-context.ts";
import { callerOf } from "../../middleware/caller.ts";
import { readJsonBody } from "../../middleware/request-body.ts";
import { changeWebhookEndpoint } from "../../services/webhook-endpoints/webhook-endpoints.ts";
import { ApiRoute } from "../shared/api-route.ts";
import { BODY_PROBLEMS, jsonResponse, problemResponses } from "../shared/responses.ts";
import {
  EXAMPLE_ENDPOINT,
  endpointPath,
  endpointStatusSchema,
  eventsSchema,
  urlSchema,
  webhookEndpointSchema,
} from "./webhook-endpoint.schema.ts";

const bodySchema = z.strictObject({
  url: urlSchema.optional(),
  events: eventsSchema.optional(),
  status: endpointStatusSchema.optional(),
});

const SCHEMA = {
  operationId: "updateWebhookEndpoint",
  tags: ["Events out"],
  summary: "Change a webhook endpoint",
  description:
    "What is left out stays. While it is disabled, events are parked; once it is enabled they are sent, 20 a second. The " +
    "address and the events asked for hold for everything that is sent or comes from here on.",
  request: {
    params: endpointPath,
    body: {
      content: { "application/json": { schema: bodySchema, example: { status: "disabled" } } },
      required: true,
    },
  },
  responses: {
    "200": jsonResponse("As it is now", webhookEndpointSchema, {
      ...EXAMPLE_ENDPOINT,
      status: "disabled",
      disabled_reason: "merchant",
    }),
    ...problemResponses([...BODY_PROBLEMS, "not_found"]),
  },
};

/** `PATCH /webhook-endpoints/{id}` */
export class UpdateWebhookEndpoint extends ApiRoute {
  override readonly access = { scope: "webhooks:manage" } as const;
  override schema = SCHEMA;

  override async run(c: AppContext): Promise<Response> {
    const { value } = await readJsonBody(c, bodySchema);
    const id = c.req.param("id") ?? "";
    const endpoint = await changeWebhookEndpoint(c.get("gateway"), callerOf(c), id, value);
    return c.json(renderWebhookEndpoint(endpoint));
  }
}
