import { renderWebhookEndpoint } from "../../domain/webhook-endpoint/webhook-endpoint.ts";
import type { AppContext } from "../../middleware/app-context.ts";
import { callerOf } from "../../middleware/caller.ts";
import { getWebhookEndpoint } from "../../services/webhook-endpoints/webhook-endpoints.ts";
import { ApiRoute } from "../shared/api-route.ts";
import { jsonResponse, problemResponses } from "../shared/responses.ts";
import { EXAMPLE_ENDPOINT, endpointPath, webhookEndpointSchema } from "./webhook-endpoint.schema.ts";

const SCHEMA = {
  operationId: "getWebhookEndpoint",
  tags: ["Events out"],
  summary: "Read a webhook endpoint",
  description: "As it is now; disabled_reason tells who or what disabled it.",
  request: { params: endpointPath },
  responses: {
    "200": jsonResponse("The endpoint", webhookEndpointSchema, EXAMPLE_ENDPOINT),
    ...problemResponses(["not_found"]),
  },
};

/** `GET /webhook-endpoints/{id}` */
export class GetWebhookEndpoint extends ApiRoute {
  override readonly access = { scope: "webhooks:manage" } as const;
  override schema = SCHEMA;

  override async run(c: AppContext): Promise<Response> {
    const endpoint = await getWebhookEndpoint(c.get("gateway"), callerOf(c), c.req.param("id") ?? "");
    return c.json(renderWebhookEndpoint(endpoint));
  }
}
