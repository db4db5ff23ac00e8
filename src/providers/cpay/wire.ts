import { z } from "zod";

/** A payment as CPay shows it (contract section 7); unknown members are left alone. */
export const cpayPaymentSchema = z.looseObject({
  id: z.string().min(1),
  reference: z.string(),
  amount: z.number().int(),
  currency: z.string(),
  status: z.string(),
  checkout_url: z.string().optional(),
  failure: z.looseObject({ code: z.string(), message: z.string() }).nullish(),
});

/** A list of payments. */
export const cpayPaymentListSchema = z.looseObject({ data: z.array(cpayPaymentSchema) });

/** A refund as CPay shows it. */
export const cpayRefundSchema = z.looseObject({
  id: z.string().min(1),
  payment_id: z.string(),
  amount: z.number().int(),
  currency: z.string().nullish(),
  status: z.string(),
  reference: z.string().nullish(),
  failure: z.looseObject({ code: z.string(), message: z.string() }).nullish(),
});

/** An error answer. */
export const cpayErrorSchema = z.looseObject({ error: z.looseObject({ code: z.string(), message: z.string() }) });

/** A webhook's envelope; `data` is the payment or the refund. */
export const cpayEventSchema = z.looseObject({
  id: z.string().min(1),
  type: z.string().min(1),
  data: z.unknown(),
});

/** A payment on the wire. */
export type CpayPayment = z.infer<typeof cpayPaymentSchema>;
/** A refund on the wire. */
export type CpayRefund = z.infer<typeof cpayRefundSchema>;
