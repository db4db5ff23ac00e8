import type { AppContext } from "../../middleware/app-context.ts";
import { verifyPayoutChain } from "../../services/payouts/verify-payout-chain.ts";
import { chainVerdictSchema } from "../audit/verify-audit-chain.ts";
import { ApiRoute } from "../shared/api-route.ts";
import { payoutPath } from "../shared/parameters.ts";
import { jsonResponse, problemResponses } from "../shared/responses.ts";
import { EXAMPLE_PAYOUT_ENTRY } from "./payout.examples.ts";

const SCHEMA = {
  operationId: "verifyPayoutAuditChain",
  tags: ["Audit"],
  summary: "Check a payout's audit trail",
  description: "Recomputes the hash chain over the stored rows and holds it against the payout's own object.",
  request: { params: payoutPath },
  responses: {
    "200": jsonResponse("The verdict", chainVerdictSchema, {
      valid: true,
      entries: 2,
      head: EXAMPLE_PAYOUT_ENTRY.hash,
      pending: 0,
      first_invalid: null,
    }),
    ...problemResponses(["not_found", "database_unavailable"]),
  },
};

/** `GET /payouts/{id}/audit/verify` */
export class VerifyPayoutChain extends ApiRoute {
  override readonly access = { scope: "payouts:write" } as const;
  override schema = SCHEMA;

  override async run(c: AppContext): Promise<Response> {
    return c.json(await verifyPayoutChain(c.get("gateway"), c.get("principal"), c.req.param("id") ?? ""));
  }
}
