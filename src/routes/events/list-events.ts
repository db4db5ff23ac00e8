import { z } from "zod";
import { EVENT_TYPES } from "../../domain/event/event.ts";
import { isUuid } from "../../domain/identifiers.ts";
import type { AppContext } from "../../middleware/app-context.ts";
import { readQuery } from "../../middleware/request-query.ts";
import { readEvents } from "../../services/operations/read-events.ts";
import { EXAMPLE_PAYMENT } from "../payments/payment.examples.ts";
import { ApiRoute } from "../shared/api-route.ts";
import { limitParameter } from "../shared/parameters.ts";
import { jsonResponse, problemResponses } from "../shared/responses.ts";

const querySchema = z.strictObject({
  after: z.string().refine(isUuid, { error: "Give an event's id." }).optional(),
  limit: limitParameter,
});

const eventSchema = z.object({
  id: z.string(),
  type: z.enum(EVENT_TYPES),
  sequence: z.number().int(),
  transaction_id: z.string(),
  timestamp: z.string(),
  data: z.record(z.string(), z.unknown()),
});

const listSchema = z.object({ data: z.array(eventSchema), has_more: z.boolean(), next_cursor: z.string().nullable() });

const EXAMPLE = {
  id: "0012ee01-0000-8000-8000-000000000001",
  type: "payment.initiated",
  sequence: 1,
  transaction_id: EXAMPLE_PAYMENT.id,
  timestamp: "2026-01-31T12:00:00.000Z",
  data: EXAMPLE_PAYMENT,
};

const SCHEMA = {
  operationId: "listEvents",
  tags: ["Events out"],
  summary: "Read the event feed",
  description: "Oldest first. Go on with after=<next_cursor>: every event comes once, none is missed.",
  request: { query: querySchema },
  responses: {
    "200": jsonResponse("A stretch of the feed", listSchema, {
      data: [EXAMPLE],
      has_more: false,
      next_cursor: EXAMPLE.id,
    }),
    ...problemResponses(["validation_failed", "database_unavailable"]),
  },
};

/** `GET /events` */
export class ListEvents extends ApiRoute {
  override readonly access = { scope: "payments:read" } as const;
  override schema = SCHEMA;

  override async run(c: AppContext): Promise<Response> {
    const { after, limit } = readQuery(c, querySchema);
    return c.json(await readEvents(c.get("gateway"), c.get("principal"), after?.toLowerCase() ?? null, limit));
  }
}
