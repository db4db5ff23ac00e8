import { z } from "zod";
import { DEPOSIT_STATUSES } from "../../domain/deposit/deposit.ts";
import { renderDeposit } from "../../domain/deposit/render-deposit.ts";
import type { AppContext } from "../../middleware/app-context.ts";
import { readQuery } from "../../middleware/request-query.ts";
import { listDeposits } from "../../services/deposits/list-deposits.ts";
import { ApiRoute } from "../shared/api-route.ts";
import { cursorParameter, limitParameter, textParameter } from "../shared/parameters.ts";
import { jsonResponse, problemResponses } from "../shared/responses.ts";
import { depositSchema, EXAMPLE_DEPOSIT } from "./deposits.schema.ts";

const querySchema = z.strictObject({
  status: z.enum(DEPOSIT_STATUSES, { error: `Give one of ${DEPOSIT_STATUSES.join(", ")}.` }).optional(),
  provider: textParameter(64),
  limit: limitParameter,
  cursor: cursorParameter,
});

const listSchema = z.object({
  data: z.array(depositSchema),
  has_more: z.boolean(),
  next_cursor: z.string().nullable(),
});

const SCHEMA = {
  operationId: "listDeposits",
  tags: ["Administration"],
  summary: "List deposits",
  description:
    "Money that reached an account without a request, newest first. In suspense: nobody knows yet whose it is.",
  request: { query: querySchema },
  responses: {
    "200": jsonResponse("A page of deposits", listSchema, {
      data: [EXAMPLE_DEPOSIT],
      has_more: false,
      next_cursor: null,
    }),
    ...problemResponses(["validation_failed", "database_unavailable"]),
  },
};

/** `GET /admin/deposits` */
export class ListDeposits extends ApiRoute {
  override readonly access = { scope: "admin" } as const;
  override schema = SCHEMA;

  override async run(c: AppContext): Promise<Response> {
    const page = await listDeposits(c.get("gateway"), readQuery(c, querySchema));
    return c.json({ ...page, data: page.data.map(renderDeposit) });
  }
}
