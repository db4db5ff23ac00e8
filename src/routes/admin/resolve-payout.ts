import { z } from "zod";
import { renderPayout } from "../../domain/payout/render-payout.ts";
import type { AppContext } from "../../middleware/app-context.ts";
import { callerOf } from "../../middleware/caller.ts";
import { readJsonBody } from "../../middleware/request-body.ts";
import { resolvePayout } from "../../services/payouts/resolve-payout.ts";
import { EXAMPLE_PAYOUT, EXAMPLE_PAYOUT_ENTRY } from "../payouts/payout.examples.ts";
import { payoutInFullSchema } from "../payouts/payout.schema.ts";
import { ApiRoute } from "../shared/api-route.ts";
import { payoutPath } from "../shared/parameters.ts";
import { BODY_PROBLEMS, jsonResponse, problemResponses } from "../shared/responses.ts";

const bodySchema = z.strictObject({
  status: z.enum(["completed", "failed"], { error: "Give completed, failed or null." }).nullable(),
  note: z.string().trim().min(1, "Say why.").max(1_000),
});

const EXAMPLE = {
  ...EXAMPLE_PAYOUT,
  status: "completed",
  completed_at: "2026-02-01T09:30:00.000Z",
  audit_trail: [EXAMPLE_PAYOUT_ENTRY],
};

const SCHEMA = {
  operationId: "resolvePayout",
  tags: ["Administration"],
  summary: "Settle a payout by hand",
  description:
    "For a payout that is under review or whose outcome nobody can tell. Ends the review and moves the state, over " +
    "allowed changes only; null leaves it. Say failed only when it is certain that the money has not left and will not: " +
    "the merchant will pay again. A success that the provider confirms later still wins. The same again changes nothing.",
  request: {
    params: payoutPath,
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
    "200": jsonResponse("The payout as it now stands", payoutInFullSchema, EXAMPLE),
    ...problemResponses([...BODY_PROBLEMS, "not_found", "invalid_state", "operation_in_progress"]),
  },
};

/** `POST /admin/payouts/{id}/resolve` */
export class ResolvePayout extends ApiRoute {
  override readonly access = { scope: "admin" } as const;
  override schema = SCHEMA;

  override async run(c: AppContext): Promise<Response> {
    const { value } = await readJsonBody(c, bodySchema);
    const { payout, audit } = await resolvePayout(c.get("gateway"), callerOf(c), c.req.param("id") ?? "", value);
    return c.json({ ...renderPayout(payout), audit_trail: audit });
  }
}
