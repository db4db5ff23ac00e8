import { z } from "zod";
import type { AppContext } from "../../middleware/app-context.ts";
import { listProviders } from "../../services/operations/list-providers.ts";
import { ApiRoute } from "../shared/api-route.ts";
import { jsonResponse, problemResponses } from "../shared/responses.ts";

const providerSchema = z.object({
  name: z.string(),
  title: z.string(),
  aliases: z.array(z.string()),
  is_active: z.boolean(),
  health: z.enum(["ok", "failing", "unknown"]),
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
  health: "unknown",
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
  description: "What each can do, and whether it is set up here.",
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
    return c.json({ data: listProviders(c.get("gateway")), has_more: false, next_cursor: null });
  }
}
