import { z } from "zod";
import type { AppContext } from "../../middleware/app-context.ts";
import { readQuery } from "../../middleware/request-query.ts";
import { listMerchants } from "../../services/merchants/list-merchants.ts";
import { ApiRoute } from "../shared/api-route.ts";
import { cursorParameter, limitParameter } from "../shared/parameters.ts";
import { jsonResponse, problemResponses } from "../shared/responses.ts";
import { EXAMPLE_MERCHANT, merchantSchema } from "./create-merchant.ts";

const querySchema = z.strictObject({ limit: limitParameter, cursor: cursorParameter });
const listSchema = z.object({
  data: z.array(merchantSchema),
  has_more: z.boolean(),
  next_cursor: z.string().nullable(),
});

const SCHEMA = {
  operationId: "listMerchants",
  tags: ["Merchants"],
  summary: "List the merchants",
  description: "Newest first.",
  request: { query: querySchema },
  responses: {
    "200": jsonResponse("A page of merchants", listSchema, {
      data: [EXAMPLE_MERCHANT],
      has_more: false,
      next_cursor: null,
    }),
    ...problemResponses(["validation_failed", "database_unavailable"]),
  },
};

/** `GET /merchants` */
export class ListMerchants extends ApiRoute {
  override readonly access = { scope: "admin" } as const;
  override schema = SCHEMA;

  override async run(c: AppContext): Promise<Response> {
    const page = await listMerchants(c.get("gateway"), readQuery(c, querySchema));
    const data = page.data.map(({ id, name, region, created_at }) => ({ id, name, region, created_at }));
    return c.json({ ...page, data });
  }
}
