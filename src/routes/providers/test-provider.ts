import { z } from "zod";
import type { AppContext } from "../../middleware/app-context.ts";
import { callerOf } from "../../middleware/caller.ts";
import { readQuery } from "../../middleware/request-query.ts";
import { accountOwner } from "../../services/accounts/account-owner.ts";
import { type ConnectionTest, testConnection } from "../../services/accounts/test-connection.ts";
import { requireProviderName } from "../../services/operations/require-provider.ts";
import { ApiRoute } from "../shared/api-route.ts";
import { jsonResponse, problemResponses } from "../shared/responses.ts";
import { merchantQuery, providerPath } from "./account.schema.ts";

const testSchema = z.object({
  provider: z.string(),
  account_id: z.string().meta({ description: "The account that was tested." }),
  ok: z.boolean(),
  outcome: z.enum(["ok", "refused", "unreachable", "not_supported"]),
  latency_ms: z.number().nullable().meta({ description: "Null when nothing was asked." }),
  detail: z.string(),
});

const EXAMPLE = {
  provider: "stripe",
  account_id: "acme.stripe.1",
  ok: true,
  outcome: "ok",
  latency_ms: 212,
  detail: "Stripe accepts the account's credentials.",
} as const;

const SCHEMA = {
  operationId: "testProvider",
  tags: ["Providers"],
  summary: "Test the account at a provider",
  description:
    "Asks the provider something harmless with the caller's own account, switched off or not, or else with the " +
    "platform's. No money moves. Refused: the provider does not accept the credentials; unreachable: nothing was learned " +
    "of them. For M-Pesa an access token is all that is asked for, and one that is still good is not asked for again. " +
    "The operator tests the platform's account, or with merchant_id the one that merchant pays with.",
  request: { params: providerPath, query: merchantQuery },
  responses: {
    "202": jsonResponse("What came of it", testSchema, EXAMPLE),
    ...problemResponses(["not_found", "validation_failed", "provider_unavailable", "account_unavailable"]),
  },
};

/** `POST /providers/{name}/test` */
export class TestProvider extends ApiRoute {
  override readonly access = { scope: "providers:write" } as const;
  override schema = SCHEMA;

  override async run(c: AppContext): Promise<Response> {
    const provider = requireProviderName(c.req.param("name") ?? "");
    const { merchant_id: merchantId } = readQuery(c, merchantQuery);
    const caller = callerOf(c);
    const owner = accountOwner(caller.principal, merchantId);
    return c.json(render(await testConnection(c.get("gateway"), caller, owner, provider)), 202);
  }
}

function render({ account, outcome, latencyMs }: ConnectionTest): z.output<typeof testSchema> {
  const { name, title } = account.definition.description;
  return {
    provider: name,
    account_id: account.id,
    ok: outcome.kind === "ok",
    outcome: outcome.kind,
    latency_ms: latencyMs,
    detail: describe(title, outcome),
  };
}

function describe(title: string, outcome: ConnectionTest["outcome"]): string {
  switch (outcome.kind) {
    case "ok":
      return `${title} accepts the account's credentials.`;
    case "refused":
      return `${title} does not accept the account's credentials (${outcome.reason}).`;
    case "unreachable":
      return outcome.reason === "no_access_token"
        ? `${title} gave no access token: it does not accept the account's credentials, or cannot be reached.`
        : `${title} gave no usable answer (${outcome.reason}).`;
    case "not_supported":
      return `${title} has no harmless question to test with.`;
  }
}
