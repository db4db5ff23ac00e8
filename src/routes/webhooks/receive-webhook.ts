import { z } from "zod";
import type { AppContext } from "../../middleware/app-context.ts";
import { anonymousActor, callerAddress } from "../../middleware/caller.ts";
import { countAgainst } from "../../middleware/rate-limit.ts";
import { readBoundedText } from "../../middleware/request-body.ts";
import { findUnsigned, nudgePayment } from "../../services/callbacks/nudge-payment.ts";
import { requireProviderName } from "../../services/operations/require-provider.ts";
import {
  type RawWebhook,
  receiveWebhook,
  type VerifiedWebhook,
  verifyWebhook,
} from "../../services/webhooks/receive-webhook.ts";
import { ApiRoute } from "../shared/api-route.ts";
import { jsonResponse, problemResponses } from "../shared/responses.ts";

/** Largest webhook that is taken, bytes (contract section 5). */
const MAX_WEBHOOK_BYTES = 262_144;

const receiptSchema = z.object({
  received: z.literal(true),
  event_id: z.string(),
  duplicate: z.literal(true).optional(),
});

const SCHEMA = {
  operationId: "receiveWebhook",
  tags: ["Webhooks in"],
  summary: "Take a provider's webhook",
  description:
    "Proves itself by the provider's own signature. 200 means that the event is durable; a repeat of it says duplicate. Of a provider that signs nothing, what comes here only has a known, open payment looked up.",
  security: [],
  request: { params: z.object({ provider: z.string().meta({ example: "cpay" }) }) },
  responses: {
    "200": jsonResponse("Durable", receiptSchema, { received: true, event_id: "evt_01hq8z9p" }),
    ...problemResponses(
      [
        "invalid_signature",
        "webhook_expired",
        "not_found",
        "malformed_json",
        "invalid_request",
        "payload_too_large",
        "provider_unreachable",
      ],
      { isPublic: true },
    ),
  },
};

/** `POST /webhooks/{provider}` */
export class ReceiveWebhook extends ApiRoute {
  override readonly access = { everybody: null } as const;
  override schema = SCHEMA;

  override async run(c: AppContext): Promise<Response> {
    const gateway = c.get("gateway");
    const provider = requireProviderName(c.req.param("provider") ?? "");
    const body = await readBoundedText(c, MAX_WEBHOOK_BYTES);
    const background = (work: Promise<unknown>) => c.executionCtx.waitUntil(work);
    const unsigned = await findUnsigned(gateway, provider);
    if (unsigned !== null) {
      // Anybody can send it, so all of it counts as unverified.
      await this.#countUnverified(c, provider);
      const eventId = nudgePayment(gateway, unsigned, body, anonymousActor(c), background);
      return c.json({ received: true, event_id: eventId });
    }
    const headers = new Map(Object.entries(c.req.header()));
    const verified = await this.#verify(c, provider, { body, headers });
    await countAgainst(c, "webhooks", provider);
    const receipt = await receiveWebhook(gateway, verified, anonymousActor(c), background);
    return c.json({ received: true, event_id: receipt.eventId, ...(receipt.isDuplicate ? { duplicate: true } : {}) });
  }

  /** Counts what does not prove itself, so that nobody can keep us busy checking: past the limit it is only refused. */
  async #verify(c: AppContext, provider: string, webhook: RawWebhook): Promise<VerifiedWebhook> {
    try {
      return await verifyWebhook(c.get("gateway"), provider, webhook, callerAddress(c));
    } catch (error) {
      await this.#countUnverified(c, provider);
      throw error;
    }
  }

  #countUnverified(c: AppContext, provider: string): Promise<void> {
    return countAgainst(c, "webhooks-unverified", `${provider}|${callerAddress(c) ?? "unknown"}`);
  }
}
