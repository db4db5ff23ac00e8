import { z } from "zod";
import { MERCHANT_ID_PATTERN } from "../../domain/merchant.ts";

/** Longer than any key, certificate or address. */
const MAX_MEMBER_LENGTH = 8_192;

const merchantIdSchema = z
  .string()
  .regex(MERCHANT_ID_PATTERN, "Give a merchant's id.")
  .optional()
  .meta({ description: "For the operator: the merchant whose account is meant; left out, the platform's." });

/** Whose account a request without a body means. */
export const merchantQuery = z.strictObject({ merchant_id: merchantIdSchema });

/** A provider's name or alias in a path. */
export const providerPath = z.object({ name: z.string().meta({ example: "stripe" }) });

const memberSchema = z.union([z.string().min(1, "Give it, or null to take it away.").max(MAX_MEMBER_LENGTH), z.null()]);

/** What an account is set up with. What each provider takes of it, its 422 tells. */
export const accountBodySchema = z.strictObject({
  is_active: z.boolean().optional(),
  api_key: memberSchema.optional(),
  api_secret: memberSchema.optional(),
  webhook_secret: memberSchema.optional(),
  config: z.record(z.string().min(1).max(64), memberSchema).optional(),
  merchant_id: merchantIdSchema,
});

const maskSchema = z.object({
  is_set: z.boolean(),
  last4: z.string().nullable().meta({ description: "Null for a secret that is too short to show any of it." }),
});

/** An account as it is shown: of secrets only that they are set, and their last 4 characters. */
export const accountSchema = z.object({
  provider: z.string(),
  account_id: z.string().nullable().meta({ description: "What payments made with it keep; new with each change." }),
  version: z.number().nullable(),
  is_active: z.boolean(),
  api_key: maskSchema,
  api_secret: maskSchema,
  webhook_secret: maskSchema,
  config: z.record(z.string(), z.union([z.string(), maskSchema])),
  webhook_url: z.string().nullable().meta({ description: "Where the provider has to post this account's webhooks." }),
  updated_at: z.string().nullable(),
});

/** An account as the documentation shows it. */
export const EXAMPLE_ACCOUNT = {
  provider: "stripe",
  account_id: "acme.stripe.1",
  version: 1,
  is_active: true,
  api_key: { is_set: true, last4: "x7Qm" },
  api_secret: { is_set: false, last4: null },
  webhook_secret: { is_set: true, last4: "9f2c" },
  config: { publishable_key: "pk_test_51H8xYz" },
  webhook_url: "https://pay.example/api/v1/webhooks/stripe/acme.stripe.1",
  updated_at: "2026-01-31T12:00:00.000Z",
};
