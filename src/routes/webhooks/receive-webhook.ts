import { z } from "zod";
import { platformAccountId } from "../../domain/provider-account/account-id.ts";
import type { AppContext } from "../../middleware/app-context.ts";
import { requireProviderName } from "../../services/operations/require-provider.ts";
import { ApiRoute } from "../shared/api-route.ts";
import { jsonResponse, problemResponses } from "../shared/responses.ts";
import { takeWebhook } from "./take-webhook.ts";
import { EXAMPLE_RECEIPT, receiptSchema, WEBHOOK_PROBLEMS } from "./webhook.schema.ts";

const SCHEMA = {
  operationId: "receiveWebhook",
  tags: ["Webhooks in"],
  summary: "Take a provider's webhook",
  description:
    "For the platform's account. Proves itself by the provider's own signature. 200 means that the event is durable; a " +
    "repeat of it says duplicate. Of a provider that signs nothing, what comes here only has a known, open payment " +
    "looked up.",
  security: [],
  request: { params: z.object({ provider: z.string().meta({ example: "cpay" }) }) },
  responses: {
    "200": jsonResponse("Durable", receiptSchema, EXAMPLE_RECEIPT),
    ...problemResponses(WEBHOOK_PROBLEMS, { isPublic: true }),
  },
};

/** `POST /webhooks/{provider}` */
export class ReceiveWebhook extends ApiRoute {
  override readonly access = { everybody: null } as const;
  override schema = SCHEMA;

  override run(c: AppContext): Promise<Response> {
    const provider = requireProviderName(c.req.param("provider") ?? "");
    return takeWebhook(c, provider, platformAccountId(provider));
  }
}
