import { renderWebhookEvent } from "../../domain/inbox/render-webhook-event.ts";
import type { AppContext } from "../../middleware/app-context.ts";
import { callerOf } from "../../middleware/caller.ts";
import { notFound } from "../../services/principal.ts";
import { replayWebhook } from "../../services/webhooks/replay-webhook.ts";
import { ApiRoute } from "../shared/api-route.ts";
import { jsonResponse, problemResponses } from "../shared/responses.ts";
import { EXAMPLE_WEBHOOK_EVENT, webhookEventPath, webhookEventSchema } from "./webhook-events.schema.ts";

const SCHEMA = {
  operationId: "replayWebhookEvent",
  tags: ["Administration"],
  summary: "Apply a webhook event again",
  description:
    "Applies it now, whatever had become of it. The state machine decides as ever, so that nothing counts twice; what " +
    "has to wait gets a schedule from the beginning. Events of no known payment are kept for 30 days.",
  request: { params: webhookEventPath },
  responses: {
    "202": jsonResponse("The event as it now stands", webhookEventSchema, EXAMPLE_WEBHOOK_EVENT),
    ...problemResponses(["not_found", "database_unavailable"]),
  },
};

/** `POST /admin/webhook-events/{id}/replay` */
export class ReplayWebhookEvent extends ApiRoute {
  override readonly access = { scope: "admin" } as const;
  override schema = SCHEMA;

  override async run(c: AppContext): Promise<Response> {
    const result = await replayWebhook(c.get("gateway"), c.req.param("id") ?? "", callerOf(c).actor, false);
    if (result?.kind !== "replayed") throw notFound("webhook event");
    return c.json(renderWebhookEvent(result.item), 202);
  }
}
