import { z } from "zod";
import { renderDeposit, toDepositRow } from "../../domain/deposit/render-deposit.ts";
import { isUuid } from "../../domain/identifiers.ts";
import type { AppContext } from "../../middleware/app-context.ts";
import { callerOf } from "../../middleware/caller.ts";
import { readJsonBody } from "../../middleware/request-body.ts";
import { assignDeposit } from "../../services/deposits/assign-deposit.ts";
import { ApiRoute } from "../shared/api-route.ts";
import { BODY_PROBLEMS, jsonResponse, problemResponses } from "../shared/responses.ts";
import { depositSchema, EXAMPLE_DEPOSIT } from "./deposits.schema.ts";

const bodySchema = z
  .strictObject({
    transaction_id: z.string().refine(isUuid, { error: "Give a payment's id." }).optional(),
    merchant_id: z.string().min(1).max(64).optional(),
  })
  .refine((body) => (body.transaction_id === undefined) !== (body.merchant_id === undefined), {
    path: ["transaction_id"],
    error: "Give either transaction_id or merchant_id.",
  });

const TRANSACTION_ID = "0012c8f4-6f0e-8a3b-9c54-1f2e3d4c5b6a";

const SCHEMA = {
  operationId: "assignDeposit",
  tags: ["Administration"],
  summary: "Say whose a deposit is",
  description:
    "Gives money in suspense to a payment that waits for it, or to a merchant, for whom a payment is made of it. Only " +
    "once; the same assignment again changes nothing.",
  request: {
    params: z.object({ id: z.string().meta({ description: "The deposit's id.", example: EXAMPLE_DEPOSIT.id }) }),
    body: {
      content: { "application/json": { schema: bodySchema, example: { transaction_id: TRANSACTION_ID } } },
      required: true,
    },
  },
  responses: {
    "200": jsonResponse("The deposit as it now stands", depositSchema, {
      ...EXAMPLE_DEPOSIT,
      status: "applied",
      reason: null,
      transaction_id: TRANSACTION_ID,
    }),
    ...problemResponses([...BODY_PROBLEMS, "not_found", "invalid_state", "database_unavailable"]),
  },
};

/** `POST /admin/deposits/{id}/assign` */
export class AssignDeposit extends ApiRoute {
  override readonly access = { scope: "admin" } as const;
  override schema = SCHEMA;

  override async run(c: AppContext): Promise<Response> {
    const { value } = await readJsonBody(c, bodySchema);
    const assignment =
      value.merchant_id === undefined
        ? { transactionId: value.transaction_id ?? "" }
        : { merchantId: value.merchant_id };
    const deposit = await assignDeposit(c.get("gateway"), callerOf(c), c.req.param("id") ?? "", assignment);
    return c.json(renderDeposit(toDepositRow(deposit)));
  }
}
