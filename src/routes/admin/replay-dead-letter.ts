import { renderWebhookEvent } from "../../domain/inbox/render-webhook-event.ts";
import { Problem } from "../../domain/problem.ts";
import type { AppContext } from "../../middleware/app-context.ts";
import { callerOf } from "../../middleware/caller.ts";
import { notFound } from "../../services/principal.ts";
import { replayWebhook } from "../../services/webhooks/replay-webhook.ts";
import { ApiRoute } from "../shared/api-route.ts";
import { jsonResponse, problemResponses } from "../shared/responses.ts";
import { EXAMPLE_WEBHOOK_EVENT, webhookEventPath, webhookEventSchema } from "./webhook-events.schema.ts";

const SCHEMA = {
  operationId: "replayDeadLetter",
  tags: ["Administration"],
  summary: "Try a dead letter again",
  description: "Applies it now; should it still have to wait, it gets a schedule from the beginning.",
  request: { params: webhookEventPath },
  responses: {
    "202": jsonResponse("The event as it now stands", webhookEventSchema, EXAMPLE_WEBHOOK_EVENT),
    ...problemResponses(["not_found", "invalid_state", "database_unavailable"]),
  },
};

/** `POST /admin/dead-letters/{id}/replay` */
export class ReplayDeadLetter extends ApiRoute {
  override readonly access = { scope: "admin" } as const;
  override schema = SCHEMA;

  override async run(c: AppContext): Promise<Response> {
    const result = await replayWebhook(c.get("gateway"), c.req.param("id") ?? "", callerOf(c).actor, true);
    if (result === null) throw notFound("dead letter");
    if (result.kind === "refused") throw new Problem("invalid_state", `The event is no dead letter: ${result.status}.`);
    return c.json(renderWebhookEvent(result.item), 202);
  }
}
