import { z } from "zod";
import type { AppContext } from "../../middleware/app-context.ts";
import { callerOf } from "../../middleware/caller.ts";
import { answerIdempotently, readIdempotencyKey } from "../../middleware/idempotency.ts";
import { readOptionalJsonBody } from "../../middleware/request-body.ts";
import { commandPayment } from "../../services/payments/command-payment.ts";
import { readPayment } from "../../services/payments/read-payment.ts";
import { ApiRoute } from "../shared/api-route.ts";
import { idempotencyHeaders, paymentPath } from "../shared/parameters.ts";
import { BODY_PROBLEMS, IDEMPOTENCY_PROBLEMS, jsonResponse, problemResponses } from "../shared/responses.ts";
import { requireAmount } from "./create-payment.ts";
import { EXAMPLE_PAYMENT } from "./payment.examples.ts";
import { amountSchema, paymentWithActionSchema } from "./payment.schema.ts";

const capturePaymentSchema = z.strictObject({ amount: amountSchema.nullish() });

const COMPLETED = { ...EXAMPLE_PAYMENT, status: "completed", next_action: null };

const SCHEMA = {
  operationId: "capturePayment",
  tags: ["Payments"],
  summary: "Capture an authorized payment, in whole or in part",
  description:
    "Without an amount, all that is authorized. A part releases the rest: a payment is captured once. What the provider " +
    "refuses leaves it authorized.",
  request: {
    params: paymentPath,
    headers: idempotencyHeaders,
    body: {
      content: { "application/json": { schema: capturePaymentSchema, example: { amount: "750.00" } } },
      required: false,
    },
  },
  responses: {
    "200": jsonResponse("Captured earlier: as it is now", paymentWithActionSchema, COMPLETED),
    "201": jsonResponse("Captured, or the first answer again", paymentWithActionSchema, COMPLETED),
    "202": jsonResponse("Its outcome is not known yet", paymentWithActionSchema, {
      ...COMPLETED,
      status: "authorized",
    }),
    ...problemResponses([
      ...BODY_PROBLEMS,
      ...IDEMPOTENCY_PROBLEMS,
      "not_found",
      "invalid_state",
      "operation_in_progress",
      "not_supported_by_provider",
    ]),
  },
};

/** `POST /payments/{id}/capture` */
export class CapturePayment extends ApiRoute {
  override readonly access = { scope: "payments:write" } as const;
  override schema = SCHEMA;

  override async run(c: AppContext): Promise<Response> {
    const idempotencyKey = readIdempotencyKey(c);
    const { value, fingerprint } = await readOptionalJsonBody(c, capturePaymentSchema);
    const gateway = c.get("gateway");
    const { transaction } = await readPayment(gateway, c.get("principal"), c.req.param("id") ?? "");
    const amount = value.amount ?? null;
    const amountMinor = amount === null ? null : requireAmount(amount, transaction.currency);
    const answer = await commandPayment(
      gateway,
      callerOf(c),
      transaction,
      { kind: "capture", amountMinor },
      { idempotencyKey, fingerprint },
      (work) => c.executionCtx.waitUntil(work),
    );
    return answerIdempotently(c, answer);
  }
}
