import { z } from "zod";
import { renderRefund } from "../../domain/refund/render-refund.ts";
import type { AppContext } from "../../middleware/app-context.ts";
import { readRefund } from "../../services/refunds/read-refund.ts";
import { EXAMPLE_REFUND } from "../payments/payment.examples.ts";
import { refundSchema } from "../payments/payment.schema.ts";
import { ApiRoute } from "../shared/api-route.ts";
import { jsonResponse, problemResponses } from "../shared/responses.ts";

const SCHEMA = {
  operationId: "getRefund",
  tags: ["Refunds"],
  summary: "See a refund",
  description: "Always the newest state.",
  request: { params: z.object({ id: z.string().meta({ example: EXAMPLE_REFUND.id }) }) },
  responses: {
    "200": jsonResponse("The refund", refundSchema, EXAMPLE_REFUND),
    ...problemResponses(["not_found"]),
  },
};

/** `GET /refunds/{id}` */
export class GetRefund extends ApiRoute {
  override readonly access = { scope: "payments:read" } as const;
  override schema = SCHEMA;

  override async run(c: AppContext): Promise<Response> {
    return c.json(renderRefund(await readRefund(c.get("gateway"), c.get("principal"), c.req.param("id") ?? "")));
  }
}
