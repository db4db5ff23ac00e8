import { z } from "zod";
import { renderApiKey } from "../../domain/merchant.ts";
import type { AppContext } from "../../middleware/app-context.ts";
import { callerOf } from "../../middleware/caller.ts";
import { listApiKeys } from "../../services/merchants/api-keys.ts";
import { ApiRoute } from "../shared/api-route.ts";
import { jsonResponse, problemResponses } from "../shared/responses.ts";
import { apiKeySchema, EXAMPLE_API_KEY } from "./api-keys.schema.ts";

const listSchema = z.object({ data: z.array(apiKeySchema), has_more: z.boolean(), next_cursor: z.string().nullable() });

const SCHEMA = {
  operationId: "listApiKeys",
  tags: ["API keys"],
  summary: "List the API keys",
  description: "All of the merchant's, newest first, revoked ones included. Never a secret.",
  responses: {
    "200": jsonResponse("The keys", listSchema, { data: [EXAMPLE_API_KEY], has_more: false, next_cursor: null }),
    ...problemResponses([]),
  },
};

/** `GET /api-keys` */
export class ListApiKeys extends ApiRoute {
  override readonly access = { scope: "keys:manage" } as const;
  override schema = SCHEMA;

  override async run(c: AppContext): Promise<Response> {
    const keys = await listApiKeys(c.get("gateway"), callerOf(c));
    return c.json({ data: keys.map(renderApiKey), has_more: false, next_cursor: null });
  }
}
