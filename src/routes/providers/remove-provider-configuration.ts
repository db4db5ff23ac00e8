import type { AppContext } from "../../middleware/app-context.ts";
import { callerOf } from "../../middleware/caller.ts";
import { readQuery } from "../../middleware/request-query.ts";
import { accountOwner } from "../../services/accounts/account-owner.ts";
import { removeAccount } from "../../services/accounts/remove-account.ts";
import { requireProviderName } from "../../services/operations/require-provider.ts";
import { ApiRoute } from "../shared/api-route.ts";
import { problemResponses } from "../shared/responses.ts";
import { merchantQuery, providerPath } from "./account.schema.ts";

const SCHEMA = {
  operationId: "removeProviderConfiguration",
  tags: ["Providers"],
  summary: "Delete an own account at a provider",
  description:
    "Only new payments are affected: they are made with the platform's account again. What was made with it is looked " +
    "after, refunded and told of with it as before, and its webhook address stays good.",
  request: { params: providerPath, query: merchantQuery },
  responses: {
    "204": { description: "Deleted" },
    ...problemResponses(["not_found", "validation_failed"]),
  },
};

/** `DELETE /providers/{name}/config` */
export class RemoveProviderConfiguration extends ApiRoute {
  override readonly access = { scope: "providers:write" } as const;
  override schema = SCHEMA;

  override async run(c: AppContext): Promise<Response> {
    const provider = requireProviderName(c.req.param("name") ?? "");
    const { merchant_id: merchantId } = readQuery(c, merchantQuery);
    const caller = callerOf(c);
    await removeAccount(c.get("gateway"), caller, accountOwner(caller.principal, merchantId), provider);
    return c.body(null, 204);
  }
}
