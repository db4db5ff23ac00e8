import { z } from "zod";

// Types wobble from one answer to the next, so each member is read for itself: what is not usable is null, and only what
// nothing can be said without makes the whole unreadable. Unknown members are left alone.

const text = z.string().min(1).nullable().catch(null).default(null);

/** Ids are numbers past 32 bits here and text there. */
const requiredId = z.union([z.string().min(1), z.number().int().nonnegative()]).transform(String);
const id = requiredId.nullable().catch(null).default(null);

/** Amounts of hundredths are numbers or digits. */
const amount = z
  .union([
    z.number().int().nonnegative(),
    z
      .string()
      .regex(/^[0-9]{1,15}$/)
      .transform(Number),
  ])
  .nullable()
  .catch(null)
  .default(null);

/** A success: `status` only says that the call has worked, what it is about says `data`. */
export const successSchema = z.looseObject({ status: z.literal(true), message: text, data: z.unknown() });

/** An error; type and code are missing in older answers, whose `status` may be text. */
export const errorSchema = z.looseObject({
  status: z.union([z.literal(false), z.literal("false")]),
  message: z.string(),
  type: text,
  code: text,
});

/** What `initialize` answers. */
export const pageSchema = z.looseObject({
  authorization_url: z.url({ protocol: /^https?$/ }),
  reference: z.string().min(1),
});

/** A transaction as `verify` and `charge.success` show it. */
export const transactionSchema = z.looseObject({
  id,
  status: z.string(),
  reference: z.string().min(1),
  amount,
  requested_amount: amount,
  currency: text,
  message: text,
  gateway_response: text,
});

/** What a direct charge answers: a whole transaction, or what the customer has to do next. */
export const chargeSchema = z.looseObject({
  status: z.string(),
  reference: text,
  message: text,
  gateway_response: text,
  display_text: text,
  url: z
    .url({ protocol: /^https?$/ })
    .nullable()
    .catch(null)
    .default(null),
});

/** A refund as its own endpoints show it; `transaction` is a number, or the whole transaction. */
export const refundSchema = z.looseObject({
  id: requiredId,
  status: z.string(),
  amount,
  currency: text,
  merchant_note: text,
  transaction: z
    .union([requiredId, z.looseObject({ id, reference: text })])
    .nullable()
    .catch(null)
    .default(null),
});

/** A page of refunds. */
export const refundPageSchema = z.looseObject({
  status: z.literal(true),
  data: z.array(refundSchema),
  meta: z.looseObject({ pageCount: amount }).nullable().catch(null).default(null),
});

/** A page of any list. */
export const listPageSchema = z.looseObject({
  status: z.literal(true),
  data: z.array(z.unknown()),
  meta: z.looseObject({ pageCount: amount }).nullable().catch(null).default(null),
});

/** A transaction as the list of all shows it; times are there in two notations, or one. */
export const listedTransactionSchema = transactionSchema.extend({
  paid_at: text,
  paidAt: text,
  created_at: text,
  createdAt: text,
});

/** A refund as the list of all shows it. */
export const listedRefundSchema = refundSchema.extend({
  refunded_at: text,
  updated_at: text,
  created_at: text,
  createdAt: text,
});

/** A webhook; `data` is not always an object. */
export const eventSchema = z.looseObject({ event: z.string().min(1), data: z.unknown().optional() });

/** A refund as an event tells of it: mostly without an id. */
export const refundEventSchema = z.looseObject({
  id,
  status: z.string(),
  transaction_reference: text,
  amount,
  currency: text,
});

/** A dispute as an event tells of it. */
export const disputeSchema = z.looseObject({
  id: requiredId,
  status: text,
  refund_amount: amount,
  currency: text,
  category: text,
  transaction_reference: text,
  transaction: z.looseObject({ reference: text, currency: text }).nullable().catch(null).default(null),
});

/** The members that tell one event from another. */
export const eventIdentitySchema = z.looseObject({
  id,
  refund_reference: text,
  transfer_code: text,
  reference: text,
  transaction_reference: text,
  status: text,
  amount,
});

/** A transaction as it is read. */
export type PaystackTransaction = z.infer<typeof transactionSchema>;
/** A refund as it is read. */
export type PaystackRefund = z.infer<typeof refundSchema>;
