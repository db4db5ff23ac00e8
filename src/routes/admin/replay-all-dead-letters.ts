import { z } from "zod";
import type { AppContext } from "../../middleware/app-context.ts";
import { callerOf } from "../../middleware/caller.ts";
import { readJsonBody } from "../../middleware/request-body.ts";
import { MAX_REPLAYS, REPLAYS_PER_SECOND, replayDeadLetters } from "../../services/webhooks/replay-dead-letters.ts";
import { ApiRoute } from "../shared/api-route.ts";
import { BODY_PROBLEMS, jsonResponse, problemResponses } from "../shared/responses.ts";

const bodySchema = z.strictObject({
  provider: z.string().min(1, "Leave it out instead of empty.").max(64).optional(),
  limit: z.int().min(1).max(MAX_REPLAYS).default(MAX_REPLAYS),
});

const SCHEMA = {
  operationId: "replayAllDeadLetters",
  tags: ["Administration"],
  summary: "Try all dead letters again",
  description:
    `The oldest first, ${REPLAYS_PER_SECOND} a second and ${MAX_REPLAYS} a request at most. What is queued and gets lost ` +
    "is still a dead letter, and what was replayed meanwhile is passed over: it may simply be asked for again.",
  request: {
    body: { content: { "application/json": { schema: bodySchema, example: { provider: "cpay" } } }, required: true },
  },
  responses: {
    "202": jsonResponse("How many will be tried", z.object({ queued: z.number().int() }), { queued: 40 }),
    ...problemResponses([...BODY_PROBLEMS, "database_unavailable"]),
  },
};

/** `POST /admin/dead-letters/replay` */
export class ReplayAllDeadLetters extends ApiRoute {
  override readonly access = { scope: "admin" } as const;
  override schema = SCHEMA;

  override async run(c: AppContext): Promise<Response> {
    const { value } = await readJsonBody(c, bodySchema);
    const queued = await replayDeadLetters(c.get("gateway"), callerOf(c).actor, value);
    return c.json({ queued }, 202);
  }
}
