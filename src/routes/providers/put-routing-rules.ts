import { renderRoutingRule } from "../../domain/routing/render-routing-rule.ts";
import type { AppContext } from "../../middleware/app-context.ts";
import { callerOf } from "../../middleware/caller.ts";
import { readJsonBody } from "../../middleware/request-body.ts";
import { readQuery } from "../../middleware/request-query.ts";
import { replaceRoutingRules } from "../../services/routing/routing-rules.ts";
import { ApiRoute } from "../shared/api-route.ts";
import { BODY_PROBLEMS, jsonResponse, problemResponses } from "../shared/responses.ts";
import {
  EXAMPLE_RULES,
  routingRulesSchema,
  rulesQuerySchema,
  shownRulesSchema,
  toRoutingRules,
} from "./routing-rules.schema.ts";

const SCHEMA = {
  operationId: "putRoutingRules",
  tags: ["Providers"],
  summary: "Replace the routing rules",
  description:
    'The first rule that matches a payment with `provider: "auto"` names the providers that may take it, best first; ' +
    "what a rule leaves out matches every payment. Without a rule that matches, all providers that can take the payment " +
    "may. Holds everywhere within a minute.",
  request: {
    query: rulesQuerySchema,
    body: { content: { "application/json": { schema: routingRulesSchema, example: EXAMPLE_RULES } }, required: true },
  },
  responses: {
    "200": jsonResponse("The rules as they are now", shownRulesSchema, EXAMPLE_RULES),
    ...problemResponses([...BODY_PROBLEMS, "not_found"]),
  },
};

/** `PUT /routing-rules` */
export class PutRoutingRules extends ApiRoute {
  override readonly access = { scope: "providers:write" } as const;
  override schema = SCHEMA;

  override async run(c: AppContext): Promise<Response> {
    const { merchant_id: wanted } = readQuery(c, rulesQuerySchema);
    const { value } = await readJsonBody(c, routingRulesSchema);
    const rules = toRoutingRules(value);
    await replaceRoutingRules(c.get("gateway"), callerOf(c), wanted ?? null, rules);
    return c.json({ rules: rules.map(renderRoutingRule) });
  }
}
