import { z } from "zod";
import { PAYOUT_STATUSES } from "../../domain/payout/payout.ts";
import {
  amountSchema,
  auditEntrySchema,
  currencySchema,
  failureSchema,
  metadataSchema,
  optionalText,
  phoneSchema,
  reviewSchema,
  text,
} from "../payments/payment.schema.ts";

/** The body of `POST /payouts`. Which members of the recipient are needed is the provider's to say. */
export const createPayoutSchema = z.strictObject({
  provider: text(64).meta({ example: "mpesa" }),
  amount: amountSchema,
  currency: currencySchema,
  recipient: z.strictObject({ phone: phoneSchema, name: optionalText(128) }),
  reason: optionalText(255),
  reference: optionalText(128),
  metadata: metadataSchema,
});

/** A payout as its own answers, lists and events show it. */
export const payoutSchema = z.object({
  id: z.string(),
  merchant_id: z.string(),
  reference: z.string().nullable(),
  provider: z.string(),
  account_id: z.string(),
  provider_transaction_id: z.string().nullable(),
  amount: z.number(),
  amount_minor: z.number().int(),
  currency: z.string(),
  status: z.enum(PAYOUT_STATUSES),
  failure: failureSchema,
  review: reviewSchema,
  recipient: z.object({ phone: z.string().nullable(), name: z.string().nullable() }),
  reason: z.string().nullable(),
  metadata: z.record(z.string(), z.unknown()),
  created_at: z.string(),
  updated_at: z.string(),
  completed_at: z.string().nullable(),
});

/** `GET /payouts/{id}`. */
export const payoutInFullSchema = payoutSchema.extend({ audit_trail: z.array(auditEntrySchema) });
