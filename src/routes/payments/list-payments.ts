import { z } from "zod";
import { TRANSACTION_STATUSES } from "../../domain/payment/state-machine.ts";
import type { AppContext } from "../../middleware/app-context.ts";
import { readQuery } from "../../middleware/request-query.ts";
import { listPayments } from "../../services/payments/list-payments.ts";
import { ApiRoute } from "../shared/api-route.ts";
import { cursorParameter, limitParameter, pageParameter, textParameter, timeParameter } from "../shared/parameters.ts";
import { jsonResponse, problemResponses } from "../shared/responses.ts";
import { EXAMPLE_PAYMENT } from "./payment.examples.ts";
import { paymentSchema } from "./payment.schema.ts";

const querySchema = z.strictObject({
  provider: textParameter(64),
  status: z.enum(TRANSACTION_STATUSES, { error: `Give one of ${TRANSACTION_STATUSES.join(", ")}.` }).optional(),
  customer_id: textParameter(128),
  reference: textParameter(128),
  created_from: timeParameter,
  created_to: timeParameter,
  page: pageParameter,
  limit: limitParameter,
  cursor: cursorParameter,
});

const pageSchema = z.object({
  data: z.array(paymentSchema),
  page: z.number().int(),
  limit: z.number().int(),
  has_more: z.boolean(),
  next_cursor: z.string().nullable(),
});

const SCHEMA = {
  operationId: "listPayments",
  tags: ["Payments"],
  summary: "List payments",
  description: "Newest first. Follows what happens within a second; a payment's own page is always the newest.",
  request: { query: querySchema },
  responses: {
    "200": jsonResponse("A page of payments", pageSchema, {
      data: [EXAMPLE_PAYMENT],
      page: 1,
      limit: 20,
      has_more: false,
      next_cursor: null,
    }),
    ...problemResponses(["validation_failed", "database_unavailable"]),
  },
};

/** `GET /payments` */
export class ListPayments extends ApiRoute {
  override readonly access = { scope: "payments:read" } as const;
  override schema = SCHEMA;

  override async run(c: AppContext): Promise<Response> {
    const query = readQuery(c, querySchema);
    const page = await listPayments(c.get("gateway"), c.get("principal"), {
      provider: query.provider,
      status: query.status,
      customerId: query.customer_id,
      reference: query.reference,
      createdFrom: query.created_from,
      createdTo: query.created_to,
      limit: query.limit,
      page: query.page,
      cursor: query.cursor,
    });
    return c.json({ ...page, page: query.page ?? 1, limit: query.limit });
  }
}
