import type { z } from "zod";
import { type AmountFault, type MinorUnits, parseAmount } from "../../domain/money.ts";
import type { AppContext } from "../../middleware/app-context.ts";
import { callerOf } from "../../middleware/caller.ts";
import { answerIdempotently, readIdempotencyKey } from "../../middleware/idempotency.ts";
import { readJsonBody, validationFailed } from "../../middleware/request-body.ts";
import { initializePayment } from "../../services/payments/initialize-payment.ts";
import type { PaymentRequest } from "../../services/payments/payment-request.ts";
import { ApiRoute } from "../shared/api-route.ts";
import { idempotencyHeaders } from "../shared/parameters.ts";
import { BODY_PROBLEMS, IDEMPOTENCY_PROBLEMS, jsonResponse, problemResponses } from "../shared/responses.ts";
import { EXAMPLE_PAYMENT_WITH_ACTION } from "./payment.examples.ts";
import { createPaymentSchema, paymentWithActionSchema } from "./payment.schema.ts";

const REQUEST_EXAMPLE = {
  provider: "cpay",
  amount: "1000.00",
  currency: "KES",
  customer: { phone: "+254700000000", email: "customer@example.com", name: "John Doe" },
  reference: "ORD-12345",
  metadata: { order_id: "ORD-12345" },
};

const SCHEMA = {
  operationId: "initializePayment",
  tags: ["Payments"],
  summary: "Make a payment",
  description:
    "Charges at most once for a key, however often and from wherever it is repeated. 201 when the provider has answered, " +
    "whatever it said; 202 when its answer is not known yet: the payment becomes final by itself.",
  request: {
    headers: idempotencyHeaders,
    body: {
      content: { "application/json": { schema: createPaymentSchema, example: REQUEST_EXAMPLE } },
      required: true,
    },
  },
  responses: {
    "200": jsonResponse("Made earlier: as it is now", paymentWithActionSchema, EXAMPLE_PAYMENT_WITH_ACTION),
    "201": jsonResponse("Made, or the first answer again", paymentWithActionSchema, EXAMPLE_PAYMENT_WITH_ACTION),
    "202": jsonResponse("Its outcome is not known yet", paymentWithActionSchema, EXAMPLE_PAYMENT_WITH_ACTION),
    ...problemResponses([
      ...BODY_PROBLEMS,
      ...IDEMPOTENCY_PROBLEMS,
      "not_supported_by_provider",
      "provider_unavailable",
    ]),
  },
};

/** `POST /payments/initialize` */
export class CreatePayment extends ApiRoute {
  override readonly access = { scope: "payments:write" } as const;
  override schema = SCHEMA;

  override async run(c: AppContext): Promise<Response> {
    const idempotencyKey = readIdempotencyKey(c);
    const { value, fingerprint } = await readJsonBody(c, createPaymentSchema);
    const answer = await initializePayment(
      c.get("gateway"),
      callerOf(c),
      toPaymentRequest(value),
      { idempotencyKey, fingerprint },
      (work) => c.executionCtx.waitUntil(work),
    );
    return answerIdempotently(c, answer);
  }
}

function toPaymentRequest(body: z.output<typeof createPaymentSchema>): PaymentRequest {
  return {
    provider: body.provider,
    amountMinor: requireAmount(body.amount, body.currency),
    currency: body.currency,
    customer: body.customer,
    reference: body.reference,
    description: body.description,
    returnUrl: body.return_url,
    paymentMethod: body.payment_method,
    capture: body.capture,
    metadata: body.metadata,
    providerOptions: body.provider_options,
  };
}

/** Minor units of an amount, or a 422 that says what is wrong with it. */
export function requireAmount(text: string, currency: string): MinorUnits {
  const parsed = parseAmount(text, currency);
  if (parsed.ok) return parsed.amountMinor;
  throw validationFailed([{ path: "amount", message: AMOUNT_FAULTS[parsed.fault] }]);
}

/** What is wrong with an amount, in words. */
export const AMOUNT_FAULTS: Readonly<Record<AmountFault, string>> = {
  not_a_decimal: "Give a plain decimal such as 1000.00.",
  too_many_decimals: "It has more decimals than the currency.",
  not_positive: "Give more than zero.",
  too_large: "Give at most 15 digits in minor units.",
  unknown_currency: "The currency is not known.",
};
