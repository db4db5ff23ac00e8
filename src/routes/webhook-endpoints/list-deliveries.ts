import { z } from "zod";
import { DELIVERY_STATUSES, renderDelivery } from "../../domain/delivery/delivery.ts";
import type { AppContext } from "../../middleware/app-context.ts";
import { callerOf } from "../../middleware/caller.ts";
import { readQuery } from "../../middleware/request-query.ts";
import { listDeliveries } from "../../services/deliveries/deliveries.ts";
import { ApiRoute } from "../shared/api-route.ts";
import { cursorParameter, limitParameter } from "../shared/parameters.ts";
import { jsonResponse, problemResponses } from "../shared/responses.ts";
import { deliverySchema, EXAMPLE_DELIVERY } from "./delivery.schema.ts";
import { endpointPath } from "./webhook-endpoint.schema.ts";

const querySchema = z.strictObject({
  status: z.enum(DELIVERY_STATUSES, { error: `Give one of ${DELIVERY_STATUSES.join(", ")}.` }).optional(),
  limit: limitParameter,
  cursor: cursorParameter,
});

const listSchema = z.object({
  data: z.array(deliverySchema),
  has_more: z.boolean(),
  next_cursor: z.string().nullable(),
});

const SCHEMA = {
  operationId: "listDeliveries",
  tags: ["Events out"],
  summary: "List an endpoint's deliveries",
  description:
    "Newest first, with every attempt: status, latency, error and the first KiB of the answer. What has come to rest is " +
    "shown for 30 days.",
  request: { params: endpointPath, query: querySchema },
  responses: {
    "200": jsonResponse("A page of deliveries", listSchema, {
      data: [EXAMPLE_DELIVERY],
      has_more: false,
      next_cursor: null,
    }),
    ...problemResponses(["validation_failed", "not_found"]),
  },
};

/** `GET /webhook-endpoints/{id}/deliveries` */
export class ListDeliveries extends ApiRoute {
  override readonly access = { scope: "webhooks:manage" } as const;
  override schema = SCHEMA;

  override async run(c: AppContext): Promise<Response> {
    const query = readQuery(c, querySchema);
    const page = await listDeliveries(c.get("gateway"), callerOf(c), c.req.param("id") ?? "", query);
    return c.json({ ...page, data: page.data.map(renderDelivery) });
  }
}
