import { z } from "zod";
import type { AppContext } from "../../middleware/app-context.ts";
import { callerOf } from "../../middleware/caller.ts";
import { readQuery } from "../../middleware/request-query.ts";
import { registerDepositAddresses } from "../../services/deposits/register-deposit-addresses.ts";
import { requireProviderName } from "../../services/operations/require-provider.ts";
import { merchantQuery } from "../providers/account.schema.ts";
import { ApiRoute } from "../shared/api-route.ts";
import { jsonResponse, problemResponses } from "../shared/responses.ts";

const outcomeSchema = z.object({
  outcome: z.enum(["registered", "refused", "unknown"]),
  reason: z.string().nullable(),
});

const SCHEMA = {
  operationId: "registerDepositAddresses",
  tags: ["Administration"],
  summary: "Tell a provider where to announce deposits",
  description:
    "Those of the platform's account or, with merchant_id, of a merchant's own. They are always the same, so repeating it does no harm. Refused may mean that " +
    "they are registered already: M-Pesa takes them once.",
  request: { params: z.object({ name: z.string().meta({ example: "mpesa" }) }), query: merchantQuery },
  responses: {
    "200": jsonResponse("What the provider said", outcomeSchema, { outcome: "registered", reason: null }),
    ...problemResponses(["not_found", "validation_failed", "not_supported_by_provider", "provider_unavailable"]),
  },
};

/** `POST /admin/providers/{name}/register-deposit-addresses` */
export class RegisterDepositAddresses extends ApiRoute {
  override readonly access = { scope: "admin" } as const;
  override schema = SCHEMA;

  override async run(c: AppContext): Promise<Response> {
    const provider = requireProviderName(c.req.param("name") ?? "");
    const { merchant_id: merchantId = null } = readQuery(c, merchantQuery);
    const outcome = await registerDepositAddresses(c.get("gateway"), callerOf(c), merchantId, provider);
    return c.json({ outcome: outcome.kind, reason: outcome.kind === "registered" ? null : outcome.reason });
  }
}
