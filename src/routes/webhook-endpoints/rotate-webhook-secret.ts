import { renderWebhookEndpoint } from "../../domain/webhook-endpoint/webhook-endpoint.ts";
import type { AppContext } from "../../middleware/app-context.ts";
import { callerOf } from "../../middleware/caller.ts";
import { rotateWebhookSecret } from "../../services/webhook-endpoints/webhook-endpoints.ts";
import { ApiRoute } from "../shared/api-route.ts";
import { jsonResponse, problemResponses } from "../shared/responses.ts";
import { EXAMPLE_ENDPOINT, EXAMPLE_SECRET, endpointPath, endpointWithSecretSchema } from "./webhook-endpoint.schema.ts";

const SCHEMA = {
  operationId: "rotateWebhookSecret",
  tags: ["Events out"],
  summary: "Give a webhook endpoint a new secret",
  description:
    "The new secret is shown this once. For 24 hours the old one signs along, so that receivers can change without a gap.",
  request: { params: endpointPath },
  responses: {
    "200": jsonResponse("The endpoint with its new secret", endpointWithSecretSchema, {
      ...EXAMPLE_ENDPOINT,
      secret: EXAMPLE_SECRET,
    }),
    ...problemResponses(["not_found", "invalid_state"]),
  },
};

/** `POST /webhook-endpoints/{id}/rotate-secret` */
export class RotateWebhookSecret extends ApiRoute {
  override readonly access = { scope: "webhooks:manage" } as const;
  override schema = SCHEMA;

  override async run(c: AppContext): Promise<Response> {
    const { endpoint, secret } = await rotateWebhookSecret(c.get("gateway"), callerOf(c), c.req.param("id") ?? "");
    return c.json({ ...renderWebhookEndpoint(endpoint), secret });
  }
}
