import { z } from "zod";
import { renderWebhookEndpoint } from "../../domain/webhook-endpoint/webhook-endpoint.ts";
import type { AppContext } from "../../middleware/app-context.ts";
import { callerOf } from "../../middleware/caller.ts";
import { listWebhookEndpoints } from "../../services/webhook-endpoints/webhook-endpoints.ts";
import { ApiRoute } from "../shared/api-route.ts";
import { jsonResponse, problemResponses } from "../shared/responses.ts";
import { EXAMPLE_ENDPOINT, webhookEndpointSchema } from "./webhook-endpoint.schema.ts";

const listSchema = z.object({
  data: z.array(webhookEndpointSchema),
  has_more: z.boolean(),
  next_cursor: z.string().nullable(),
});

const SCHEMA = {
  operationId: "listWebhookEndpoints",
  tags: ["Events out"],
  summary: "List the webhook endpoints",
  description: "All of the merchant's, newest first. Never a secret.",
  responses: {
    "200": jsonResponse("The endpoints", listSchema, { data: [EXAMPLE_ENDPOINT], has_more: false, next_cursor: null }),
    ...problemResponses([]),
  },
};

/** `GET /webhook-endpoints` */
export class ListWebhookEndpoints extends ApiRoute {
  override readonly access = { scope: "webhooks:manage" } as const;
  override schema = SCHEMA;

  override async run(c: AppContext): Promise<Response> {
    const endpoints = await listWebhookEndpoints(c.get("gateway"), callerOf(c));
    return c.json({ data: endpoints.map(renderWebhookEndpoint), has_more: false, next_cursor: null });
  }
}
