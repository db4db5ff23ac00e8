import { z } from "zod";
import { renderWebhookEndpoint } from "../../domain/webhook-endpoint/webhook-endpoint.ts";
import type { AppContext } from "../../middleware/app-context.ts";
import { callerOf } from "../../middleware/caller.ts";
import { readJsonBody } from "../../middleware/request-body.ts";
import { createWebhookEndpoint } from "../../services/webhook-endpoints/webhook-endpoints.ts";
import { ApiRoute } from "../shared/api-route.ts";
import { BODY_PROBLEMS, jsonResponse, problemResponses } from "../shared/responses.ts";
import {
  EXAMPLE_ENDPOINT,
  EXAMPLE_SECRET,
  endpointWithSecretSchema,
  eventsSchema,
  urlSchema,
} from "./webhook-endpoint.schema.ts";

const bodySchema = z.strictObject({ url: urlSchema, events: eventsSchema.default(["*"]) });

const SCHEMA = {
  operationId: "createWebhookEndpoint",
  tags: ["Events out"],
  summary: "Make a webhook endpoint",
  description:
    "It gets every event that happens from here on and that it asks for: *, groups such as payment.*, or single types. " +
    "The secret is shown this once. In production the address has to be public, with https and port 443 or 8443.",
  request: {
    body: {
      content: {
        "application/json": { schema: bodySchema, example: { url: EXAMPLE_ENDPOINT.url, events: ["*"] } },
      },
      required: true,
    },
  },
  responses: {
    "201": jsonResponse("Made", endpointWithSecretSchema, { ...EXAMPLE_ENDPOINT, secret: EXAMPLE_SECRET }),
    ...problemResponses([...BODY_PROBLEMS, "invalid_state"]),
  },
};

/** `POST /webhook-endpoints` */
export class CreateWebhookEndpoint extends ApiRoute {
  override readonly access = { scope: "webhooks:manage" } as const;
  override schema = SCHEMA;

  override async run(c: AppContext): Promise<Response> {
    const { value } = await readJsonBody(c, bodySchema);
    const { endpoint, secret } = await createWebhookEndpoint(c.get("gateway"), callerOf(c), value);
    return c.json({ ...renderWebhookEndpoint(endpoint), secret }, 201);
  }
}
