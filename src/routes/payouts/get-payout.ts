import { renderPayout } from "../../domain/payout/render-payout.ts";
import type { AppContext } from "../../middleware/app-context.ts";
import { readPayout } from "../../services/payouts/read-payout.ts";
import { ApiRoute } from "../shared/api-route.ts";
import { payoutPath } from "../shared/parameters.ts";
import { jsonResponse, problemResponses } from "../shared/responses.ts";
import { EXAMPLE_PAYOUT, EXAMPLE_PAYOUT_ENTRY } from "./payout.examples.ts";
import { payoutInFullSchema } from "./payout.schema.ts";

const SCHEMA = {
  operationId: "getPayout",
  tags: ["Payouts"],
  summary: "See a payout",
  description: "Always the newest state, with its audit trail.",
  request: { params: payoutPath },
  responses: {
    "200": jsonResponse("The payout", payoutInFullSchema, { ...EXAMPLE_PAYOUT, audit_trail: [EXAMPLE_PAYOUT_ENTRY] }),
    ...problemResponses(["not_found"]),
  },
};

/** `GET /payouts/{id}` */
export class GetPayout extends ApiRoute {
  override readonly access = { scope: "payouts:write" } as const;
  override schema = SCHEMA;

  override async run(c: AppContext): Promise<Response> {
    const { payout, audit } = await readPayout(c.get("gateway"), c.get("principal"), c.req.param("id") ?? "");
    return c.json({ ...renderPayout(payout), audit_trail: audit });
  }
}
