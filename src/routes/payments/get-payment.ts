import { renderTransactionInFull } from "../../domain/payment/render-transaction.ts";
import { renderRefund } from "../../domain/refund/render-refund.ts";
import type { AppContext } from "../../middleware/app-context.ts";
import { readPayment } from "../../services/payments/read-payment.ts";
import { ApiRoute } from "../shared/api-route.ts";
import { paymentPath } from "../shared/parameters.ts";
import { jsonResponse, problemResponses } from "../shared/responses.ts";
import { EXAMPLE_AUDIT_ENTRY, EXAMPLE_PAYMENT_WITH_ACTION } from "./payment.examples.ts";
import { paymentInFullSchema } from "./payment.schema.ts";

const EXAMPLE = { ...EXAMPLE_PAYMENT_WITH_ACTION, audit_trail: [EXAMPLE_AUDIT_ENTRY], refunds: [] };

const SCHEMA = {
  operationId: "getPayment",
  tags: ["Payments"],
  summary: "See a payment",
  description: "Always the newest state, with its audit trail and refunds.",
  request: { params: paymentPath },
  responses: {
    "200": jsonResponse("The payment", paymentInFullSchema, EXAMPLE),
    ...problemResponses(["not_found"]),
  },
};

/** `GET /payments/{id}` */
export class GetPayment extends ApiRoute {
  override readonly access = { scope: "payments:read" } as const;
  override schema = SCHEMA;

  override async run(c: AppContext): Promise<Response> {
    const view = await readPayment(c.get("gateway"), c.get("principal"), c.req.param("id") ?? "");
    return c.json({
      ...renderTransactionInFull(view.transaction),
      audit_trail: view.audit,
      refunds: view.refunds.map(renderRefund),
    });
  }
}
