import type { AppContext } from "../../middleware/app-context.ts";
import { callerOf } from "../../middleware/caller.ts";
import { removeWebhookEndpoint } from "../../services/webhook-endpoints/webhook-endpoints.ts";
import { ApiRoute } from "../shared/api-route.ts";
import { problemResponses } from "../shared/responses.ts";
import { endpointPath } from "./webhook-endpoint.schema.ts";

const SCHEMA = {
  operationId: "deleteWebhookEndpoint",
  tags: ["Events out"],
  summary: "Delete a webhook endpoint",
  description: "Nothing more is sent there, and its deliveries are forgotten. The events stay in the feed.",
  request: { params: endpointPath },
  responses: { "204": { description: "Deleted" }, ...problemResponses(["not_found"]) },
};

/** `DELETE /webhook-endpoints/{id}` */
export class DeleteWebhookEndpoint extends ApiRoute {
  override readonly access = { scope: "webhooks:manage" } as const;
  override schema = SCHEMA;

  override async run(c: AppContext): Promise<Response> {
    await removeWebhookEndpoint(c.get("gateway"), callerOf(c), c.req.param("id") ?? "");
    return c.body(null, 204);
  }
}
