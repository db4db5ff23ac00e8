import type { z } from "zod";
import type { AppContext } from "../../middleware/app-context.ts";
import { callerOf } from "../../middleware/caller.ts";
import { answerIdempotently, readIdempotencyKey } from "../../middleware/idempotency.ts";
import { readJsonBody } from "../../middleware/request-body.ts";
import { createPayout } from "../../services/payouts/create-payout.ts";
import type { PayoutRequest } from "../../services/payouts/payout-request.ts";
import { requireAmount } from "../payments/create-payment.ts";
import { ApiRoute } from "../shared/api-route.ts";
import { idempotencyHeaders } from "../shared/parameters.ts";
import { BODY_PROBLEMS, IDEMPOTENCY_PROBLEMS, jsonResponse, problemResponses } from "../shared/responses.ts";
import { EXAMPLE_PAYOUT } from "./payout.examples.ts";
import { createPayoutSchema, payoutSchema } from "./payout.schema.ts";

const REQUEST_EXAMPLE = {
  provider: "mpesa",
  amount: "1000.00",
  currency: "KES",
  recipient: { phone: "+254700000000", name: "Jane Doe" },
  reason: "Salary January",
  reference: "SALARY-2026-01-17",
};

const SCHEMA = {
  operationId: "createPayout",
  tags: ["Payouts"],
  summary: "Send money",
  description:
    "Sends at most once for a key, however often and from wherever it is repeated. 201 when the provider has answered, " +
    "whatever it said; 202 when its answer is not known yet. A payout whose outcome nobody can tell stays `processing` " +
    "and is put under `review`: it is never called failed while the money may have left.",
  request: {
    headers: idempotencyHeaders,
    body: {
      content: { "application/json": { schema: createPayoutSchema, example: REQUEST_EXAMPLE } },
      required: true,
    },
  },
  responses: {
    "200": jsonResponse("Made earlier: as it is now", payoutSchema, EXAMPLE_PAYOUT),
    "201": jsonResponse("Made, or the first answer again", payoutSchema, EXAMPLE_PAYOUT),
    "202": jsonResponse("Its outcome is not known yet", payoutSchema, EXAMPLE_PAYOUT),
    ...problemResponses([
      ...BODY_PROBLEMS,
      ...IDEMPOTENCY_PROBLEMS,
      "not_supported_by_provider",
      "provider_unavailable",
    ]),
  },
};

/** `POST /payouts` */
export class CreatePayout extends ApiRoute {
  override readonly access = { scope: "payouts:write" } as const;
  override schema = SCHEMA;

  override async run(c: AppContext): Promise<Response> {
    const idempotencyKey = readIdempotencyKey(c);
    const { value, fingerprint } = await readJsonBody(c, createPayoutSchema);
    const answer = await createPayout(
      c.get("gateway"),
      callerOf(c),
      toPayoutRequest(value),
      { idempotencyKey, fingerprint },
      (work) => c.executionCtx.waitUntil(work),
    );
    return answerIdempotently(c, answer);
  }
}

function toPayoutRequest({ amount, ...body }: z.output<typeof createPayoutSchema>): PayoutRequest {
  return { ...body, amountMinor: requireAmount(amount, body.currency) };
}
