import { z } from "zod";
import type { AppContext } from "../../middleware/app-context.ts";
import { callerOf } from "../../middleware/caller.ts";
import { readQuery } from "../../middleware/request-query.ts";
import { accountOwner } from "../../services/accounts/account-owner.ts";
import { listProviders } from "../../services/operations/list-providers.ts";
import { ApiRoute } from "../shared/api-route.ts";
import { jsonResponse, problemResponses } from "../shared/responses.ts";
import { accountSchema, merchantQuery } from "./account.schema.ts";

const providerSchema = z.object({
  name: z.string(),
  title: z.string(),
  aliases: z.array(z.string()),
  is_active: z.boolean(),
  inactive_reason: z.string().nullable().meta({
    description: "Why payments cannot be made with it; encryption_key_missing:… names the key that is gone.",
  }),
  health: z.enum(["ok", "failing", "unknown"]).meta({
    description: "How calls to it have gone lately; `unknown` where none has been made in the last quarter of an hour.",
  }),
  failing_since: z.string().nullable(),
  currencies: z.array(z.string()),
  methods: z.array(z.string()),
  capabilities: z.record(z.string(), z.boolean()),
  account: accountSchema.nullable().meta({ description: "The caller's own account; null: the platform's is used." }),
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
  inactive_reason: null,
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
  account: null,
  limits: { min_amount_minor: 1, max_amount_minor: null },
};

const SCHEMA = {
  operationId: "listProviders",
  tags: ["Providers"],
  summary: "List the providers",
  description:
    "What each can do, whether the caller's merchant can use it, how it is doing, and the merchant's own account there. " +
    "The operator sees the platform's accounts, or with merchant_id a merchant's.",
  request: { query: merchantQuery },
  responses: {
    "200": jsonResponse("The providers", listSchema, { data: [EXAMPLE], has_more: false, next_cursor: null }),
    ...problemResponses(["validation_failed"]),
  },
};

/** `GET /providers` */
export class ListProviders extends ApiRoute {
  override readonly access = { scope: "providers:read" } as const;
  override schema = SCHEMA;

  override async run(c: AppContext): Promise<Response> {
    const { merchant_id: merchantId } = readQuery(c, merchantQuery);
    const owner = accountOwner(callerOf(c).principal, merchantId);
    return c.json({ data: await listProviders(c.get("gateway"), owner), has_more: false, next_cursor: null });
  }
}
