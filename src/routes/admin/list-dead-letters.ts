import { z } from "zod";
import type { AppContext } from "../../middleware/app-context.ts";
import { readQuery } from "../../middleware/request-query.ts";
import { listWebhookEvents } from "../../services/webhooks/list-webhook-events.ts";
import { ApiRoute } from "../shared/api-route.ts";
import { cursorParameter, limitParameter, textParameter } from "../shared/parameters.ts";
import { jsonResponse, problemResponses } from "../shared/responses.ts";
import { EXAMPLE_DEAD_LETTER, webhookEventListSchema } from "./webhook-events.schema.ts";

const querySchema = z.strictObject({ provider: textParameter(64), limit: limitParameter, cursor: cursorParameter });

const SCHEMA = {
  operationId: "listDeadLetters",
  tags: ["Administration"],
  summary: "List dead letters",
  description: "Webhook events that could not be applied on their whole schedule, newest first.",
  request: { query: querySchema },
  responses: {
    "200": jsonResponse("A page of dead letters", webhookEventListSchema, {
      data: [EXAMPLE_DEAD_LETTER],
      has_more: false,
      next_cursor: null,
    }),
    ...problemResponses(["validation_failed", "database_unavailable"]),
  },
};

/** `GET /admin/dead-letters` */
export class ListDeadLetters extends ApiRoute {
  override readonly access = { scope: "admin" } as const;
  override schema = SCHEMA;

  override async run(c: AppContext): Promise<Response> {
    const query = readQuery(c, querySchema);
    return c.json(await listWebhookEvents(c.get("gateway"), { ...query, status: "dead" }));
  }
}
