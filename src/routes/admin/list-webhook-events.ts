import { z } from "zod";
import { isUuid } from "../../domain/identifiers.ts";
import { INBOX_STATUSES } from "../../domain/inbox/provider-event.ts";
import type { AppContext } from "../../middleware/app-context.ts";
import { readQuery } from "../../middleware/request-query.ts";
import { listWebhookEvents } from "../../services/webhooks/list-webhook-events.ts";
import { ApiRoute } from "../shared/api-route.ts";
import { cursorParameter, limitParameter, textParameter, timeParameter } from "../shared/parameters.ts";
import { jsonResponse, problemResponses } from "../shared/responses.ts";
import { EXAMPLE_WEBHOOK_EVENT, webhookEventListSchema } from "./webhook-events.schema.ts";

const querySchema = z.strictObject({
  status: z.enum(INBOX_STATUSES, { error: `Give one of ${INBOX_STATUSES.join(", ")}.` }).optional(),
  provider: textParameter(64),
  transaction_id: z.string().refine(isUuid, { error: "Give a payment's id." }).optional(),
  created_from: timeParameter,
  created_to: timeParameter,
  limit: limitParameter,
  cursor: cursorParameter,
});

const SCHEMA = {
  operationId: "listWebhookEvents",
  tags: ["Administration"],
  summary: "List providers' webhooks",
  description: "Authentic events of every provider and what became of them, newest first.",
  request: { query: querySchema },
  responses: {
    "200": jsonResponse("A page of webhook events", webhookEventListSchema, {
      data: [EXAMPLE_WEBHOOK_EVENT],
      has_more: false,
      next_cursor: null,
    }),
    ...problemResponses(["validation_failed", "database_unavailable"]),
  },
};

/** `GET /admin/webhook-events` */
export class ListWebhookEvents extends ApiRoute {
  override readonly access = { scope: "admin" } as const;
  override schema = SCHEMA;

  override async run(c: AppContext): Promise<Response> {
    const query = readQuery(c, querySchema);
    const page = await listWebhookEvents(c.get("gateway"), {
      status: query.status,
      provider: query.provider,
      transactionId: query.transaction_id?.toLowerCase(),
      createdFrom: query.created_from,
      createdTo: query.created_to,
      limit: query.limit,
      cursor: query.cursor,
    });
    return c.json(page);
  }
}
