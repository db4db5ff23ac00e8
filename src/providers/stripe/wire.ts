import { z } from "zod";

// Only stable members are read, and unknown ones are left alone: a webhook has the shape of its endpoint's API version.

const metadata = z.record(z.string(), z.string()).nullish().catch(null);

/** An id, or the object itself where it was expanded. */
const idOrObject = z
  .union([z.string(), z.looseObject({ id: z.string() }).transform(({ id }) => id)])
  .nullish()
  .transform((value) => value ?? null);

/** A PaymentIntent. */
export const paymentIntentSchema = z.looseObject({
  id: z.string().min(1),
  object: z.literal("payment_intent"),
  amount: z.number().int(),
  amount_received: z.number().int().nullish(),
  currency: z.string(),
  status: z.string(),
  capture_method: z.string().nullish(),
  client_secret: z.string().nullish(),
  cancellation_reason: z.string().nullish(),
  last_payment_error: z
    .looseObject({ code: z.string().nullish(), decline_code: z.string().nullish(), message: z.string().nullish() })
    .nullish(),
  next_action: z
    .looseObject({ type: z.string(), redirect_to_url: z.looseObject({ url: z.string().nullish() }).nullish() })
    .nullish(),
  metadata,
});

/** A Checkout Session. */
export const sessionSchema = z.looseObject({
  id: z.string().min(1),
  object: z.literal("checkout.session"),
  status: z.string().nullish(),
  payment_status: z.string(),
  amount_total: z.number().int().nullish(),
  currency: z.string().nullish(),
  url: z.string().nullish(),
  client_reference_id: z.string().nullish(),
  payment_intent: idOrObject,
  metadata,
});

/** A refund. */
export const refundSchema = z.looseObject({
  id: z.string().min(1),
  object: z.literal("refund"),
  amount: z.number().int(),
  currency: z.string(),
  status: z.string().nullish(),
  failure_reason: z.string().nullish(),
  payment_intent: idOrObject,
  metadata,
});

/** A charge as lists show it. */
export const listedChargeSchema = z.looseObject({
  id: z.string().min(1),
  object: z.literal("charge"),
  amount: z.number().int(),
  amount_captured: z.number().int(),
  captured: z.boolean(),
  created: z.number().int(),
  currency: z.string(),
  payment_intent: idOrObject,
  status: z.string(),
  metadata,
});

/** A refund as lists show it. */
export const listedRefundSchema = refundSchema.extend({ created: z.number().int() });

/** A charge. */
export const chargeSchema = z.looseObject({
  object: z.literal("charge"),
  captured: z.boolean().nullish(),
  currency: z.string(),
  payment_intent: idOrObject,
  metadata,
});

/** A dispute. */
export const disputeSchema = z.looseObject({
  id: z.string().min(1),
  object: z.literal("dispute"),
  amount: z.number().int(),
  currency: z.string(),
  reason: z.string().nullish(),
  status: z.string(),
  payment_intent: idOrObject,
});

/** A list of any objects. */
export const listSchema = z.looseObject({ data: z.array(z.unknown()), has_more: z.boolean().nullish() });

/** An event; `data.object` is the object as it was at that moment. Thin events have none. */
export const eventSchema = z.looseObject({
  id: z.string().min(1),
  type: z.string().min(1),
  data: z.looseObject({ object: z.unknown() }).nullish(),
});

/** A PaymentIntent as it is read. */
export type PaymentIntent = z.infer<typeof paymentIntentSchema>;
/** A Checkout Session as it is read. */
export type CheckoutSession = z.infer<typeof sessionSchema>;
/** A refund as it is read. */
export type StripeRefund = z.infer<typeof refundSchema>;
/** A dispute as it is read. */
export type StripeDispute = z.infer<typeof disputeSchema>;
