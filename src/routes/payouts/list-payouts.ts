import { z } from "zod";
import { PAYOUT_STATUSES } from "../../domain/payout/payout.ts";
import type { AppContext } from "../../middleware/app-context.ts";
import { readQuery } from "../../middleware/request-query.ts";
import { listPayouts } from "../../services/payouts/list-payouts.ts";
import { ApiRoute } from "../shared/api-route.ts";
import { cursorParameter, limitParameter, pageParameter, textParameter, timeParameter } from "../shared/parameters.ts";
import { jsonResponse, problemResponses } from "../shared/responses.ts";
import { EXAMPLE_PAYOUT } from "./payout.examples.ts";
import { payoutSchema } from "./payout.schema.ts";

const querySchema = z.strictObject({
  provider: textParameter(64),
  status: z.enum(PAYOUT_STATUSES, { error: `Give one of ${PAYOUT_STATUSES.join(", ")}.` }).optional(),
  reference: textParameter(128),
  created_from: timeParameter,
  created_to: timeParameter,
  page: pageParameter,
  limit: limitParameter,
  cursor: cursorParameter,
});

const pageSchema = z.object({
  data: z.array(payoutSchema),
  page: z.number().int(),
  limit: z.number().int(),
  has_more: z.boolean(),
  next_cursor: z.string().nullable(),
});

const SCHEMA = {
  operationId: "listPayouts",
  tags: ["Payouts"],
  summary: "List payouts",
  description: "Newest first. Follows what happens within a second; a payout's own page is always the newest.",
  request: { query: querySchema },
  responses: {
    "200": jsonResponse("A page of payouts", pageSchema, {
      data: [EXAMPLE_PAYOUT],
      page: 1,
      limit: 20,
      has_more: false,
      next_cursor: null,
    }),
    ...problemResponses(["validation_failed", "database_unavailable"]),
  },
};

/** `GET /payouts` */
export class ListPayouts extends ApiRoute {
  override readonly access = { scope: "payouts:write" } as const;
  override schema = SCHEMA;

  override async run(c: AppContext): Promise<Response> {
    const query = readQuery(c, querySchema);
    const page = await listPayouts(c.get("gateway"), c.get("principal"), {
      provider: query.provider,
      status: query.status,
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
