import { renderTransactionInFull } from "../../domain/payment/render-transaction.ts";
import type { AppContext } from "../../middleware/app-context.ts";
import { callerOf } from "../../middleware/caller.ts";
import { cancelPayment } from "../../services/payments/cancel-payment.ts";
import { ApiRoute } from "../shared/api-route.ts";
import { paymentPath } from "../shared/parameters.ts";
import { jsonResponse, problemResponses } from "../shared/responses.ts";
import { EXAMPLE_PAYMENT } from "./payment.examples.ts";
import { paymentWithActionSchema } from "./payment.schema.ts";

const CANCELLED = { ...EXAMPLE_PAYMENT, status: "cancelled", next_action: null };

const SCHEMA = {
  operationId: "cancelPayment",
  tags: ["Payments"],
  summary: "Cancel a payment",
  description: "Cancelled only when the provider confirms it. 202 when the provider's answer is not known yet.",
  request: { params: paymentPath },
  responses: {
    "200": jsonResponse("Cancelled", paymentWithActionSchema, CANCELLED),
    "202": jsonResponse("Not known yet", paymentWithActionSchema, { ...EXAMPLE_PAYMENT, next_action: null }),
    ...problemResponses(["not_found", "invalid_state", "operation_in_progress", "not_supported_by_provider"]),
  },
};

/** `POST /payments/{id}/cancel` */
export class CancelPayment extends ApiRoute {
  override readonly access = { scope: "payments:write" } as const;
  override schema = SCHEMA;

  override async run(c: AppContext): Promise<Response> {
    const transaction = await cancelPayment(c.get("gateway"), callerOf(c), c.req.param("id") ?? "");
    return c.json(renderTransactionInFull(transaction), transaction.status === "cancelled" ? 200 : 202);
  }
}
