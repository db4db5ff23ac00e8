import { z } from "zod";
import { renderApiKey } from "../../domain/merchant.ts";
import type { AppContext } from "../../middleware/app-context.ts";
import { callerOf } from "../../middleware/caller.ts";
import { readJsonBody } from "../../middleware/request-body.ts";
import { createApiKey } from "../../services/merchants/api-keys.ts";
import { ApiRoute } from "../shared/api-route.ts";
import { BODY_PROBLEMS, jsonResponse, problemResponses } from "../shared/responses.ts";
import { apiKeySchema, createApiKeySchema, EXAMPLE_API_KEY } from "./api-keys.schema.ts";

const createdSchema = apiKeySchema.extend({ client_secret: z.string() });

const SCHEMA = {
  operationId: "createApiKey",
  tags: ["API keys"],
  summary: "Make an API key",
  description: "The secret is shown this once. A key can grant nothing that its maker does not have.",
  request: {
    body: {
      content: {
        "application/json": {
          schema: createApiKeySchema,
          example: { name: "web shop", scopes: EXAMPLE_API_KEY.scopes },
        },
      },
      required: true,
    },
  },
  responses: {
    "201": jsonResponse("Made", createdSchema, { ...EXAMPLE_API_KEY, client_secret: "gks_…" }),
    ...problemResponses([...BODY_PROBLEMS, "invalid_state"]),
  },
};

/** `POST /api-keys` */
export class CreateApiKey extends ApiRoute {
  override readonly access = { scope: "keys:manage" } as const;
  override schema = SCHEMA;

  override async run(c: AppContext): Promise<Response> {
    const { value } = await readJsonBody(c, createApiKeySchema);
    const { key, secret } = await createApiKey(c.get("gateway"), callerOf(c), value.name, value.scopes ?? null);
    return c.json({ ...renderApiKey(key), client_secret: secret }, 201);
  }
}
