import { z } from "zod";
import { MERCHANT_ID_PATTERN, renderMerchant } from "../../domain/merchant.ts";
import { REGIONS } from "../../domain/region.ts";
import type { AppContext } from "../../middleware/app-context.ts";
import { callerOf } from "../../middleware/caller.ts";
import { readJsonBody } from "../../middleware/request-body.ts";
import { createMerchant } from "../../services/merchants/create-merchant.ts";
import { ApiRoute } from "../shared/api-route.ts";
import { BODY_PROBLEMS, jsonResponse, problemResponses } from "../shared/responses.ts";

const createMerchantSchema = z.strictObject({
  id: z.string().regex(MERCHANT_ID_PATTERN, "Give letters, digits, . _ and -, at most 64.").optional(),
  name: z.string().min(1, "Give it a name.").max(128),
  region: z.enum(REGIONS.map(({ name }) => name)).default("default"),
});

/** A merchant. */
export const merchantSchema = z.object({
  id: z.string(),
  name: z.string(),
  region: z.string(),
  created_at: z.string(),
});

/** A merchant for the documentation. */
export const EXAMPLE_MERCHANT = {
  id: "7c9e6679-7425-40de-944b-e07fc1f90ae7",
  name: "Demo Shop",
  region: "default",
  created_at: "2026-01-31T12:00:00.000Z",
};

const SCHEMA = {
  operationId: "createMerchant",
  tags: ["Merchants"],
  summary: "Make a merchant",
  description: "Its region is chosen here, once, and never changes.",
  request: {
    body: {
      content: { "application/json": { schema: createMerchantSchema, example: { name: "Demo Shop" } } },
      required: true,
    },
  },
  responses: {
    "201": jsonResponse("Made", merchantSchema, EXAMPLE_MERCHANT),
    ...problemResponses([...BODY_PROBLEMS, "already_exists"]),
  },
};

/** `POST /merchants` */
export class CreateMerchant extends ApiRoute {
  override readonly access = { scope: "admin" } as const;
  override schema = SCHEMA;

  override async run(c: AppContext): Promise<Response> {
    const { value } = await readJsonBody(c, createMerchantSchema);
    const merchant = await createMerchant(c.get("gateway"), callerOf(c), { ...value, id: value.id ?? null });
    return c.json(renderMerchant(merchant), 201);
  }
}
