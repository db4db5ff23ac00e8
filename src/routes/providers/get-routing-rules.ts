import { renderRoutingRule } from "../../domain/routing/render-routing-rule.ts";
import type { AppContext } from "../../middleware/app-context.ts";
import { callerOf } from "../../middleware/caller.ts";
import { readQuery } from "../../middleware/request-query.ts";
import { readRoutingRules } from "../../services/routing/routing-rules.ts";
import { ApiRoute } from "../shared/api-route.ts";
import { jsonResponse, problemResponses } from "../shared/responses.ts";
import { EXAMPLE_RULES, rulesQuerySchema, shownRulesSchema } from "./routing-rules.schema.ts";

const SCHEMA = {
  operationId: "getRoutingRules",
  tags: ["Providers"],
  summary: "Read the routing rules",
  description: 'Which providers take the payments that are left to the gateway (`provider: "auto"`).',
  request: { query: rulesQuerySchema },
  responses: {
    "200": jsonResponse("The rules, in order", shownRulesSchema, EXAMPLE_RULES),
    ...problemResponses(["validation_failed", "not_found"]),
  },
};

/** `GET /routing-rules` */
export class GetRoutingRules extends ApiRoute {
  override readonly access = { scope: "providers:write" } as const;
  override schema = SCHEMA;

  override async run(c: AppContext): Promise<Response> {
    const { merchant_id: wanted } = readQuery(c, rulesQuerySchema);
    const rules = await readRoutingRules(c.get("gateway"), callerOf(c), wanted ?? null);
    return c.json({ rules: rules.map(renderRoutingRule) });
  }
}
