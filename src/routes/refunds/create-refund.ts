import { z } from "zod";
import type { AppContext } from "../../middleware/app-context.ts";
import { callerOf } from "../../middleware/caller.ts";
import { answerIdempotently, readIdempotencyKey } from "../../middleware/idempotency.ts";
import { readOptionalJsonBody } from "../../middleware/request-body.ts";
import { readPayment } from "../../services/payments/read-payment.ts";
import { refundPayment } from "../../services/refunds/refund-payment.ts";
import { requireAmount } from "../payments/create-payment.ts";
import { EXAMPLE_REFUND } from "../payments/payment.examples.ts";
import { amountSchema, refundSchema } from "../payments/payment.schema.ts";
import { ApiRoute } from "../shared/api-route.ts";
import { idempotencyHeaders, paymentPath } from "../shared/parameters.ts";
import { BODY_PROBLEMS, IDEMPOTENCY_PROBLEMS, jsonResponse, problemResponses } from "../shared/responses.ts";

const createRefundSchema = z.strictObject({
  amount: amountSchema.nullish(),
  reason: z
    .string()
    .min(1, "Leave it out instead of empty.")
    .max(255)
    .nullish()
    .transform((value) => value ?? null),
});

const SCHEMA = {
  operationId: "refundPayment",
  tags: ["Refunds"],
  summary: "Refund a payment, in whole or in part",
  description:
    "Without an amount, all that is left. Refunds never add up to more than was paid, however many run at once.",
  request: {
    params: paymentPath,
    headers: idempotencyHeaders,
    body: {
      content: {
        "application/json": { schema: createRefundSchema, example: { amount: "500.00", reason: "Customer request" } },
      },
      required: false,
    },
  },
  responses: {
    "200": jsonResponse("Made earlier: as it is now", refundSchema, EXAMPLE_REFUND),
    "201": jsonResponse("Made, or the first answer again", refundSchema, EXAMPLE_REFUND),
    "202": jsonResponse("Its outcome is not known yet", refundSchema, { ...EXAMPLE_REFUND, status: "pending" }),
    ...problemResponses([
      ...BODY_PROBLEMS,
      ...IDEMPOTENCY_PROBLEMS,
      "not_found",
      "invalid_state",
      "refund_exceeds_balance",
      "not_supported_by_provider",
    ]),
  },
};

/** `POST /payments/{id}/refund` */
export class CreateRefund extends ApiRoute {
  override readonly access = { scope: "refunds:write" } as const;
  override schema = SCHEMA;

  override async run(c: AppContext): Promise<Response> {
    const idempotencyKey = readIdempotencyKey(c);
    const { value, fingerprint } = await readOptionalJsonBody(c, createRefundSchema);
    const gateway = c.get("gateway");
    const { transaction } = await readPayment(gateway, c.get("principal"), c.req.param("id") ?? "");
    const amountMinor =
      value.amount === undefined || value.amount === null ? null : requireAmount(value.amount, transaction.currency);
    const answer = await refundPayment(
      gateway,
      callerOf(c),
      transaction,
      { amountMinor, reason: value.reason },
      { idempotencyKey, fingerprint },
      (work) => c.executionCtx.waitUntil(work),
    );
    return answerIdempotently(c, answer);
  }
}
