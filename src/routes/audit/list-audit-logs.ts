import { z } from "zod";
import { isUuid } from "../../domain/identifiers.ts";
import type { AppContext } from "../../middleware/app-context.ts";
import { readQuery } from "../../middleware/request-query.ts";
import { listAuditLogs } from "../../services/operations/list-audit-logs.ts";
import { EXAMPLE_AUDIT_ENTRY } from "../payments/payment.examples.ts";
import { auditEntrySchema } from "../payments/payment.schema.ts";
import { ApiRoute } from "../shared/api-route.ts";
import { cursorParameter, limitParameter, textParameter, timeParameter } from "../shared/parameters.ts";
import { jsonResponse, problemResponses } from "../shared/responses.ts";

const querySchema = z.strictObject({
  transaction_id: z.string().refine(isUuid, { error: "Give a payment's id." }).optional(),
  event_type: textParameter(64),
  from: timeParameter,
  to: timeParameter,
  limit: limitParameter,
  cursor: cursorParameter,
});

const listSchema = z.object({
  data: z.array(auditEntrySchema),
  has_more: z.boolean(),
  next_cursor: z.string().nullable(),
});

const SCHEMA = {
  operationId: "listAuditLogs",
  tags: ["Audit"],
  summary: "List audit entries",
  description: "Newest first, of payments and of configuration changes.",
  request: { query: querySchema },
  responses: {
    "200": jsonResponse("A page of entries", listSchema, {
      data: [EXAMPLE_AUDIT_ENTRY],
      has_more: false,
      next_cursor: null,
    }),
    ...problemResponses(["validation_failed", "database_unavailable"]),
  },
};

/** `GET /audit-logs` */
export class ListAuditLogs extends ApiRoute {
  override readonly access = { scope: "payments:read" } as const;
  override schema = SCHEMA;

  override async run(c: AppContext): Promise<Response> {
    const query = readQuery(c, querySchema);
    const page = await listAuditLogs(c.get("gateway"), c.get("principal"), {
      transactionId: query.transaction_id,
      eventType: query.event_type,
      from: query.from,
      to: query.to,
      limit: query.limit,
      cursor: query.cursor,
    });
    return c.json(page);
  }
}
