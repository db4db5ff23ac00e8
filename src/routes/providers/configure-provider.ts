import type { z } from "zod";
import type { AppContext } from "../../middleware/app-context.ts";
import { callerOf } from "../../middleware/caller.ts";
import { readJsonBody } from "../../middleware/request-body.ts";
import { accountOwner } from "../../services/accounts/account-owner.ts";
import { configureAccount } from "../../services/accounts/configure-account.ts";
import { renderAccount } from "../../services/accounts/render-account.ts";
import { requireProvider } from "../../services/operations/require-provider.ts";
import { ApiRoute } from "../shared/api-route.ts";
import { BODY_PROBLEMS, jsonResponse, problemResponses } from "../shared/responses.ts";
import { accountBodySchema, accountSchema, EXAMPLE_ACCOUNT, providerPath } from "./account.schema.ts";

const SCHEMA = {
  operationId: "configureProvider",
  tags: ["Providers"],
  summary: "Set up an own account at a provider",
  description:
    "From within a minute on, payments are made with it instead of the platform's. What is left out stays, null takes " +
    "away. Every change of a secret or of config makes a new version; payments keep the one they were made with. " +
    "Secrets are stored encrypted and never shown again. With is_active false the provider is off: the platform's " +
    "account does not step in. Who changes config.base_url gives all secrets again. The operator sets up the platform's " +
    "account, or with merchant_id a merchant's.",
  request: {
    params: providerPath,
    body: {
      content: {
        "application/json": {
          schema: accountBodySchema,
          example: { api_key: "sk_test_51H8xYzx7Qm", webhook_secret: "whsec_4b1d9f2c" },
        },
      },
      required: true,
    },
  },
  responses: {
    "200": jsonResponse("There was one before: as it is now", accountSchema, EXAMPLE_ACCOUNT),
    "201": jsonResponse("Set up", accountSchema, EXAMPLE_ACCOUNT),
    ...problemResponses([...BODY_PROBLEMS, "not_found", "invalid_state"]),
  },
};

/** `POST /providers/{name}/config` */
export class ConfigureProvider extends ApiRoute {
  override readonly access = { scope: "providers:write" } as const;
  override schema = SCHEMA;

  override async run(c: AppContext): Promise<Response> {
    const definition = requireProvider(c.req.param("name") ?? "");
    const { value } = await readJsonBody(c, accountBodySchema);
    const gateway = c.get("gateway");
    const caller = callerOf(c);
    const owner = accountOwner(caller.principal, value.merchant_id);
    const request = { isActive: value.is_active, members: membersOf(value) };
    const { account, isNew } = await configureAccount(gateway, caller, owner, definition, request);
    return c.json(renderAccount(gateway, account), isNew ? 201 : 200);
  }
}

/** The members by the names that faults are told of by. */
function membersOf({
  api_key,
  api_secret,
  webhook_secret,
  config = {},
}: z.output<typeof accountBodySchema>): Record<string, string | null> {
  const inConfig = Object.entries(config).map(([name, value]) => [`config.${name}`, value] as const);
  const all = [...Object.entries({ api_key, api_secret, webhook_secret }), ...inConfig];
  return Object.fromEntries(all.filter((entry): entry is [string, string | null] => entry[1] !== undefined));
}
