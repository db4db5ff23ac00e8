import { renderTransactionInFull } from "../../domain/payment/render-transaction.ts";
import type { AppContext } from "../../middleware/app-context.ts";
import { callerOf } from "../../middleware/caller.ts";
import { verifyPayment } from "../../services/payments/verify-payment.ts";
import { ApiRoute } from "../shared/api-route.ts";
import { paymentPath } from "../shared/parameters.ts";
import { jsonResponse, problemResponses } from "../shared/responses.ts";
import { EXAMPLE_PAYMENT_WITH_ACTION } from "./payment.examples.ts";
import { paymentWithActionSchema } from "./payment.schema.ts";

const SCHEMA = {
  operationId: "verifyPayment",
  tags: ["Payments"],
  summary: "Ask the provider now",
  description: "Asks at most every few seconds; between, the last answer counts.",
  request: { params: paymentPath },
  responses: {
    "200": jsonResponse("The payment as it is now", paymentWithActionSchema, EXAMPLE_PAYMENT_WITH_ACTION),
    ...problemResponses(["not_found"]),
  },
};

/** `POST /payments/{id}/verify` */
export class VerifyPayment extends ApiRoute {
  override readonly access = { scope: "payments:write" } as const;
  override schema = SCHEMA;

  override async run(c: AppContext): Promise<Response> {
    const transaction = await verifyPayment(c.get("gateway"), callerOf(c), c.req.param("id") ?? "");
    return c.json(renderTransactionInFull(transaction));
  }
}
