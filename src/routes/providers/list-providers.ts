import { z } from "zod";
import type { AppContext } from "../../middleware/app-context.ts";
import { callerOf } from "../../middleware/caller.ts";
import { listProviders } from "../../services/operations/list-providers.ts";
import { ApiRoute } from "../shared/api-route.ts";
import { jsonResponse, problemResponses } from "../shared/responses.ts";

const providerSchema = z.object({
  name: z.string(),
  title: z.string(),
  aliases: z.array(z.string()),
  is_active: z.boolean(),
  health: z.enum(["ok", "failing", "unknown"]).meta({
    description: "How calls to it have gone lately; `unknown` where none has been made in the last quarter of an hour.",
  }),
  failing_since: z.string().nullable(),
  currencies: z.array(z.string()),
  methods: z.array(z.string()),
  capabilities: z.record(z.string(), z.boolean()),
  limits: z.object({ min_amount_minor: z.number().nullable(), max_amount_minor: z.number().nullable() }),
});

const listSchema = z.object({
  data: z.array(providerSchema),
  has_more: z.boolean(),
  next_cursor: z.string().nullable(),
});

const EXAMPLE = {
  name: "cpay",
  title: "CPay",
  aliases: [],
  is_active: true,
  health: "ok",
  failing_since: null,
  currencies: ["KES", "USD"],
  methods: ["checkout"],
  capabilities: {
    refund: true,
    partial_refund: true,
    cancel: true,
    manual_capture: false,
    payout: false,
    deposits: false,
  },
  limits: { min_amount_minor: 1, max_amount_minor: null },
};

const SCHEMA = {
  operationId: "listProviders",
  tags: ["Providers"],
  summary: "List the providers",
  description: "What each can do, whether it is set up for the caller, and how it is doing.",
  responses: {
    "200": jsonResponse("The providers", listSchema, { data: [EXAMPLE], has_more: false, next_cursor: null }),
    ...problemResponses([]),
  },
};

/** `GET /providers` */
export class ListProviders extends ApiRoute {
  override readonly access = { scope: "providers:read" } as const;
  override schema = SCHEMA;

  override async run(c: AppContext): Promise<Response> {
    const { principal } = callerOf(c);
    return c.json({
      data: await listProviders(c.get("gateway"), principal.merchantId),
      has_more: false,
      next_cursor: null,
    });
  }
}
