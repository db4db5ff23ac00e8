import { z } from "zod";

// Loose: members that this adapter does not read are left alone, and may come and go.

/** A charge as Acme shows it. */
export const chargeSchema = z.looseObject({
  id: z.string().min(1),
  reference: z.string(),
  status: z.string(),
  amount: z.number().int(),
  currency: z.string(),
  page_url: z.url({ protocol: /^https?$/ }).nullish(),
  decline_reason: z.string().nullish(),
});

/** A list of charges. */
export const chargeListSchema = z.looseObject({ data: z.array(chargeSchema) });

/** A refund as Acme shows it. */
export const refundSchema = z.looseObject({
  id: z.string().min(1),
  charge_id: z.string(),
  reference: z.string().nullish(),
  status: z.string(),
  amount: z.number().int(),
  currency: z.string().nullish(),
});

/** An error answer. */
export const errorSchema = z.looseObject({ code: z.string(), message: z.string() });

/** A webhook; `data` is the charge or the refund. */
export const eventSchema = z.looseObject({ id: z.string().min(1), type: z.string().min(1), data: z.unknown() });

/** A charge on the wire. */
export type AcmeCharge = z.infer<typeof chargeSchema>;
/** A refund on the wire. */
export type AcmeRefund = z.infer<typeof refundSchema>;
