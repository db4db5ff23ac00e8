import { z } from "zod";
import { CURRENCIES } from "../../domain/currency.ts";
import { TRANSACTION_STATUSES } from "../../domain/payment/state-machine.ts";
import { MAX_PROVIDERS } from "../../domain/routing/routing-rule.ts";
import type { JsonValue } from "../../lib/canonical-json.ts";
import { jsonValueSchema } from "../shared/json-value.ts";

/** Metadata of a payment: at most so many keys and bytes (contract section 3). */
const MAX_METADATA_KEYS = 50;
const MAX_METADATA_BYTES = 16_384;

/** A text of one character at least. */
export const text = (max: number) =>
  z.string().min(1, "Leave it out instead of empty.").max(max, `Give at most ${max} characters.`);
/** The same, or none. */
export const optionalText = (max: number) =>
  text(max)
    .nullish()
    .transform((value) => value ?? null);
const byteLength = (value: unknown) => new TextEncoder().encode(JSON.stringify(value)).length;

const jsonObject = z
  .record(z.string(), jsonValueSchema)
  .refine((value) => byteLength(value) <= MAX_METADATA_BYTES, { error: `Give at most ${MAX_METADATA_BYTES} bytes.` });

/** An amount in major units as it is sent; its exactness depends on the currency and is judged with it. */
export const amountSchema = z
  .union([z.string(), z.number()], { error: "Give a decimal number or text." })
  .transform(String)
  .meta({ description: 'Major units, exact for the currency: 1000.00 or "1000.00".', example: "1000.00" });

/** A currency code of ISO 4217. */
export const currencySchema = z
  .string()
  .refine((code) => CURRENCIES.includes(code), { error: "Give an ISO 4217 code such as KES." })
  .meta({ description: "ISO 4217 code.", example: "KES" });

/** A phone number as people write it, or none; what form a provider needs is its adapter's concern. */
export const phoneSchema = z
  .string()
  .regex(/^\+?[0-9][0-9 ()./-]{3,30}$/, "Give a phone number such as +254700000000.")
  .nullish()
  .transform((value) => value ?? null);

const customerSchema = z
  .strictObject({
    id: optionalText(128),
    phone: phoneSchema,
    email: z
      .email("Give an e-mail address.")
      .max(254)
      .nullish()
      .transform((value) => value ?? null),
    name: optionalText(128),
  })
  .refine(({ id, phone, email }) => id !== null || phone !== null || email !== null, {
    error: "Give at least one of id, phone and email.",
  });

/** A merchant's own notes on a payment or payout. */
export const metadataSchema = jsonObject
  .refine((value) => Object.keys(value).length <= MAX_METADATA_KEYS, {
    error: `Give at most ${MAX_METADATA_KEYS} keys.`,
  })
  .nullish()
  .transform((value): Record<string, JsonValue> => value ?? {});

/** The body of `POST /payments/initialize`. */
export const createPaymentSchema = z.strictObject({
  provider: z
    .union([text(64), z.array(text(64)).min(1, "Name one provider at least.").max(MAX_PROVIDERS)], {
      error: "Give a provider's name, a list of names, or auto.",
    })
    .meta({
      description:
        "A provider's name; a list of names, best first; or `auto`: by the merchant's routing rules. With a list or `auto`, " +
        "`provider_options` holds the options of each provider under its name.",
      example: "cpay",
    }),
  amount: amountSchema,
  currency: currencySchema,
  customer: customerSchema,
  reference: optionalText(128),
  description: optionalText(512),
  return_url: z
    .url({ protocol: /^https?$/, error: "Give an http(s) URL." })
    .max(2_048)
    .nullish()
    .transform((value) => value ?? null),
  payment_method: optionalText(64),
  capture: z.enum(["automatic", "manual"], { error: "Give automatic or manual." }).default("automatic"),
  metadata: metadataSchema,
  provider_options: jsonObject.nullish().transform((value): Record<string, JsonValue> => value ?? {}),
});

/** Why something did not go through, or null. */
export const failureSchema = z.object({ code: z.string(), message: z.string() }).nullable();

/** Why a person has to look, or null. */
export const reviewSchema = z.object({ reason: z.string() }).nullable();

/** A payment as lists and events show it. */
export const paymentSchema = z.object({
  id: z.string(),
  merchant_id: z.string(),
  reference: z.string().nullable(),
  provider: z.string(),
  account_id: z.string(),
  provider_transaction_id: z.string().nullable(),
  provider_receipt: z
    .string()
    .nullable()
    .meta({ description: "The provider's id of the money itself, once the provider has confirmed it." }),
  amount: z.number(),
  amount_minor: z.number().int(),
  amount_captured: z.number().nullable().meta({ description: "What has been taken; null before anything was." }),
  amount_captured_minor: z.number().int().nullable(),
  amount_refunded: z.number(),
  amount_refunded_minor: z.number().int(),
  currency: z.string(),
  status: z.enum(TRANSACTION_STATUSES),
  failure: failureSchema,
  review: reviewSchema,
  customer: z.object({
    id: z.string().nullable(),
    phone: z.string().nullable(),
    email: z.string().nullable(),
    name: z.string().nullable(),
  }),
  payment_method: z.string().nullable(),
  description: z.string().nullable(),
  metadata: z.record(z.string(), z.unknown()),
  idempotency_key: z.string(),
  created_at: z.string(),
  updated_at: z.string(),
  completed_at: z.string().nullable(),
  expires_at: z.string().nullable(),
});

/** A payment with what the customer has to do next. */
export const paymentWithActionSchema = paymentSchema.extend({
  next_action: z
    .union([
      z.object({ type: z.literal("redirect"), url: z.string() }),
      z.object({ type: z.literal("await_customer"), message: z.string() }),
      z.object({ type: z.literal("client_secret"), client_secret: z.string(), publishable_key: z.string().optional() }),
    ])
    .nullable(),
});

/** A refund. */
export const refundSchema = z.object({
  id: z.string(),
  transaction_id: z.string(),
  provider_refund_id: z.string().nullable(),
  origin: z.enum(["api", "provider"]),
  amount: z.number(),
  amount_minor: z.number().int(),
  currency: z.string(),
  status: z.enum(["pending", "completed", "failed"]),
  reason: z.string().nullable(),
  failure: failureSchema,
  created_at: z.string(),
  completed_at: z.string().nullable(),
});

/** One entry of the audit trail. */
export const auditEntrySchema = z.object({
  id: z.string(),
  transaction_id: z.string().nullable(),
  sequence: z.number().int(),
  event_type: z.string(),
  event_data: z.unknown(),
  user_id: z.string().nullable(),
  ip_address: z.string().nullable(),
  user_agent: z.string().nullable(),
  timestamp: z.string(),
  previous_hash: z.string(),
  hash: z.string(),
});

/** `GET /payments/{id}`. */
export const paymentInFullSchema = paymentWithActionSchema.extend({
  audit_trail: z.array(auditEntrySchema),
  refunds: z.array(refundSchema),
});
