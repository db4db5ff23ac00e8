import { z } from "zod";
import type { AppContext } from "../../middleware/app-context.ts";
import { callerOf } from "../../middleware/caller.ts";
import { readJsonBody } from "../../middleware/request-body.ts";
import { MAX_REPLAYED, replayEvents } from "../../services/deliveries/replay-events.ts";
import { ApiRoute } from "../shared/api-route.ts";
import { cursorParameter, timeParameter } from "../shared/parameters.ts";
import { BODY_PROBLEMS, jsonResponse, problemResponses } from "../shared/responses.ts";
import { endpointPath } from "./webhook-endpoint.schema.ts";

const time = z.string("Give an RFC 3339 time such as 2026-01-31T12:00:00Z.").pipe(timeParameter.unwrap());

const bodySchema = z
  .strictObject({ from: time, to: time, cursor: cursorParameter })
  .refine(({ from, to }) => from <= to, { path: ["to"], error: "Give a time that is not before from." });

const answerSchema = z.object({
  queued: z.number().int(),
  has_more: z.boolean(),
  next_cursor: z.string().nullable(),
});

const SCHEMA = {
  operationId: "replayEvents",
  tags: ["Events out"],
  summary: "Send the events of a time range again",
  description:
    `The merchant's events from one time to another, both included, that the endpoint asks for: the oldest first, 20 a ` +
    `second, those included that it never got. One request looks at ${MAX_REPLAYED} events; while has_more is true, ask ` +
    "again with cursor=next_cursor. What is still on its way is left alone.",
  request: {
    params: endpointPath,
    body: {
      content: {
        "application/json": {
          schema: bodySchema,
          example: { from: "2026-01-31T00:00:00Z", to: "2026-01-31T12:00:00Z" },
        },
      },
      required: true,
    },
  },
  responses: {
    "202": jsonResponse("How many will be sent", answerSchema, { queued: 40, has_more: false, next_cursor: null }),
    ...problemResponses([...BODY_PROBLEMS, "not_found", "invalid_state", "database_unavailable"]),
  },
};

/** `POST /webhook-endpoints/{id}/replay` */
export class ReplayEvents extends ApiRoute {
  override readonly access = { scope: "webhooks:manage" } as const;
  override schema = SCHEMA;

  override async run(c: AppContext): Promise<Response> {
    const { value } = await readJsonBody(c, bodySchema);
    const result = await replayEvents(c.get("gateway"), callerOf(c), c.req.param("id") ?? "", value);
    return c.json(result, 202);
  }
}
