import { z } from "zod";
import { parseAccountId } from "../../domain/provider-account/account-id.ts";
import type { AppContext } from "../../middleware/app-context.ts";
import { requireProviderName } from "../../services/operations/require-provider.ts";
import { notFound } from "../../services/principal.ts";
import { ApiRoute } from "../shared/api-route.ts";
import { jsonResponse, problemResponses } from "../shared/responses.ts";
import { takeWebhook } from "./take-webhook.ts";
import { EXAMPLE_RECEIPT, receiptSchema, WEBHOOK_PROBLEMS } from "./webhook.schema.ts";

const SCHEMA = {
  operationId: "receiveAccountWebhook",
  tags: ["Webhooks in"],
  summary: "Take a webhook for an own account",
  description:
    "The address of a merchant's own account, as its configuration tells it. The address alone chooses the secret: that " +
    "of the version it names, and those of newer ones. It stays good when the account is changed, disabled or deleted.",
  security: [],
  request: {
    params: z.object({
      provider: z.string().meta({ example: "stripe" }),
      account_id: z.string().meta({ example: "acme.stripe.1" }),
    }),
  },
  responses: {
    "200": jsonResponse("Durable", receiptSchema, EXAMPLE_RECEIPT),
    ...problemResponses(WEBHOOK_PROBLEMS, { isPublic: true }),
  },
};

/** `POST /webhooks/{provider}/{account_id}` */
export class ReceiveAccountWebhook extends ApiRoute {
  override readonly access = { everybody: null } as const;
  override schema = SCHEMA;

  override async run(c: AppContext): Promise<Response> {
    const provider = requireProviderName(c.req.param("provider") ?? "");
    const accountId = c.req.param("account_id") ?? "";
    if (parseAccountId(accountId)?.provider !== provider) throw notFound("account");
    return takeWebhook(c, provider, accountId);
  }
}
