import { z } from "zod";
import { renderTransactionInFull } from "../../domain/payment/render-transaction.ts";
import { renderRefund } from "../../domain/refund/render-refund.ts";
import type { AppContext } from "../../middleware/app-context.ts";
import { callerOf } from "../../middleware/caller.ts";
import { readJsonBody } from "../../middleware/request-body.ts";
import { resolvePayment } from "../../services/payments/resolve-payment.ts";
import { EXAMPLE_AUDIT_ENTRY, EXAMPLE_PAYMENT_WITH_ACTION } from "../payments/payment.examples.ts";
import { paymentInFullSchema } from "../payments/payment.schema.ts";
import { ApiRoute } from "../shared/api-route.ts";
import { paymentPath } from "../shared/parameters.ts";
import { BODY_PROBLEMS, jsonResponse, problemResponses } from "../shared/responses.ts";

const bodySchema = z
  .strictObject({
    status: z
      .enum(["completed", "failed", "cancelled"], { error: "Give completed, failed, cancelled or null." })
      .nullable(),
    provider_transaction_id: z.string().min(1).max(255).nullish(),
    refund_id: z.string().min(1).max(64).nullish(),
    note: z.string().trim().min(1, "Say why.").max(1_000),
  })
  .refine(({ refund_id, status }) => !refund_id || status === "completed" || status === "failed", {
    path: ["status"],
    error: "A refund ends completed or failed.",
  })
  .refine(({ refund_id, provider_transaction_id }) => !refund_id || !provider_transaction_id, {
    path: ["provider_transaction_id"],
    error: "It is about the payment; leave it out with refund_id.",
  });

const EXAMPLE = {
  ...EXAMPLE_PAYMENT_WITH_ACTION,
  status: "completed",
  next_action: null,
  completed_at: "2026-02-01T09:30:00.000Z",
  audit_trail: [EXAMPLE_AUDIT_ENTRY],
  refunds: [],
};

const SCHEMA = {
  operationId: "resolvePayment",
  tags: ["Administration"],
  summary: "Settle a payment by hand",
  description:
    "For a payment that is under review or whose outcome nobody can tell, and with refund_id for such a refund. Ends the " +
    "review and moves the state, over allowed changes only; null leaves it. A success that the provider confirms later " +
    "still wins. The same again changes nothing.",
  request: {
    params: paymentPath,
    body: {
      content: {
        "application/json": {
          schema: bodySchema,
          example: { status: "completed", note: "Seen on the provider's statement of 1 February." },
        },
      },
      required: true,
    },
  },
  responses: {
    "200": jsonResponse("The payment as it now stands", paymentInFullSchema, EXAMPLE),
    ...problemResponses([...BODY_PROBLEMS, "not_found", "invalid_state", "operation_in_progress"]),
  },
};

/** `POST /admin/payments/{id}/resolve` */
export class ResolvePayment extends ApiRoute {
  override readonly access = { scope: "admin" } as const;
  override schema = SCHEMA;

  override async run(c: AppContext): Promise<Response> {
    const { value } = await readJsonBody(c, bodySchema);
    const view = await resolvePayment(c.get("gateway"), callerOf(c), c.req.param("id") ?? "", {
      status: value.status,
      providerTransactionId: value.provider_transaction_id ?? null,
      refundId: value.refund_id ?? null,
      note: value.note,
    });
    return c.json({
      ...renderTransactionInFull(view.transaction),
      audit_trail: view.audit,
      refunds: view.refunds.map(renderRefund),
    });
  }
}
