import { z } from "zod";
import { renderRefund } from "../../domain/refund/render-refund.ts";
import type { AppContext } from "../../middleware/app-context.ts";
import { readPayment } from "../../services/payments/read-payment.ts";
import { EXAMPLE_REFUND } from "../payments/payment.examples.ts";
import { refundSchema } from "../payments/payment.schema.ts";
import { ApiRoute } from "../shared/api-route.ts";
import { paymentPath } from "../shared/parameters.ts";
import { jsonResponse, problemResponses } from "../shared/responses.ts";

const listSchema = z.object({ data: z.array(refundSchema), has_more: z.boolean(), next_cursor: z.string().nullable() });

const SCHEMA = {
  operationId: "listRefunds",
  tags: ["Refunds"],
  summary: "List a payment's refunds",
  description: "All of them, oldest first; always the newest state.",
  request: { params: paymentPath },
  responses: {
    "200": jsonResponse("The refunds", listSchema, { data: [EXAMPLE_REFUND], has_more: false, next_cursor: null }),
    ...problemResponses(["not_found"]),
  },
};

/** `GET /payments/{id}/refunds` */
export class ListRefunds extends ApiRoute {
  override readonly access = { scope: "payments:read" } as const;
  override schema = SCHEMA;

  override async run(c: AppContext): Promise<Response> {
    const view = await readPayment(c.get("gateway"), c.get("principal"), c.req.param("id") ?? "");
    return c.json({ data: view.refunds.map(renderRefund), has_more: false, next_cursor: null });
  }
}
