import { z } from "zod";
import type { AppContext } from "../../middleware/app-context.ts";
import { callerOf } from "../../middleware/caller.ts";
import { revokeApiKey } from "../../services/merchants/api-keys.ts";
import { ApiRoute } from "../shared/api-route.ts";
import { problemResponses } from "../shared/responses.ts";
import { EXAMPLE_API_KEY } from "./api-keys.schema.ts";

const SCHEMA = {
  operationId: "revokeApiKey",
  tags: ["API keys"],
  summary: "Revoke an API key",
  description: "It gets no further token from here on; tokens it has got live for at most 15 minutes more.",
  request: { params: z.object({ id: z.string().meta({ example: EXAMPLE_API_KEY.id }) }) },
  responses: { "204": { description: "Revoked" }, ...problemResponses(["not_found"]) },
};

/** `DELETE /api-keys/{id}` */
export class RevokeApiKey extends ApiRoute {
  override readonly access = { scope: "keys:manage" } as const;
  override schema = SCHEMA;

  override async run(c: AppContext): Promise<Response> {
    await revokeApiKey(c.get("gateway"), callerOf(c), c.req.param("id") ?? "");
    return c.body(null, 204);
  }
}
