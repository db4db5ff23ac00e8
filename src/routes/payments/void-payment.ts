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
import { EXAMPLE_PAYMENT } from "./payment.examples.ts";
import { paymentWithActionSchema } from "./payment.schema.ts";

const voidPaymentSchema = z.strictObject({});

const CANCELLED = { ...EXAMPLE_PAYMENT, status: "cancelled", next_action: null };

const SCHEMA = {
  operationId: "voidPayment",
  tags: ["Payments"],
  summary: "Release an authorized payment without taking the money",
  description: "What the provider refuses leaves the payment authorized.",
  request: {
    params: paymentPath,
    headers: idempotencyHeaders,
    body: { content: { "application/json": { schema: voidPaymentSchema, example: {} } }, required: false },
  },
  responses: {
    "200": jsonResponse("Voided earlier: as it is now", paymentWithActionSchema, CANCELLED),
    "201": jsonResponse("Voided, or the first answer again", paymentWithActionSchema, CANCELLED),
    "202": jsonResponse("Its outcome is not known yet", paymentWithActionSchema, {
      ...CANCELLED,
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

/** `POST /payments/{id}/void` */
export class VoidPayment extends ApiRoute {
  override readonly access = { scope: "payments:write" } as const;
  override schema = SCHEMA;

  override async run(c: AppContext): Promise<Response> {
    const idempotencyKey = readIdempotencyKey(c);
    const { fingerprint } = await readOptionalJsonBody(c, voidPaymentSchema);
    const gateway = c.get("gateway");
    const { transaction } = await readPayment(gateway, c.get("principal"), c.req.param("id") ?? "");
    const answer = await commandPayment(
      gateway,
      callerOf(c),
      transaction,
      { kind: "void", amountMinor: null },
      { idempotencyKey, fingerprint },
      (work) => c.executionCtx.waitUntil(work),
    );
    return answerIdempotently(c, answer);
  }
}
