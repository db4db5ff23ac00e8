import { z } from "zod";
import type { AppContext } from "../../middleware/app-context.ts";
import { verifyAuditChain } from "../../services/payments/verify-audit-chain.ts";
import { EXAMPLE_AUDIT_ENTRY } from "../payments/payment.examples.ts";
import { ApiRoute } from "../shared/api-route.ts";
import { paymentPath } from "../shared/parameters.ts";
import { jsonResponse, problemResponses } from "../shared/responses.ts";

/** What the check of a chain says (contract section 8). */
export const chainVerdictSchema = z.object({
  valid: z.boolean(),
  entries: z.number().int(),
  head: z.string(),
  pending: z.number().int(),
  first_invalid: z.number().int().nullable(),
});

const SCHEMA = {
  operationId: "verifyAuditChain",
  tags: ["Audit"],
  summary: "Check a payment's audit trail",
  description: "Recomputes the hash chain over the stored rows and holds it against the payment's own object.",
  request: { params: paymentPath },
  responses: {
    "200": jsonResponse("The verdict", chainVerdictSchema, {
      valid: true,
      entries: 3,
      head: EXAMPLE_AUDIT_ENTRY.hash,
      pending: 0,
      first_invalid: null,
    }),
    ...problemResponses(["not_found", "database_unavailable"]),
  },
};

/** `GET /payments/{id}/audit/verify` */
export class VerifyAuditChain extends ApiRoute {
  override readonly access = { scope: "payments:read" } as const;
  override schema = SCHEMA;

  override async run(c: AppContext): Promise<Response> {
    return c.json(await verifyAuditChain(c.get("gateway"), c.get("principal"), c.req.param("id") ?? ""));
  }
}
