import { z } from "zod";

// Loose: members that this adapter does not read are left alone. What only matters sometimes is null when unusable.

const text = z.string().min(1).nullable().catch(null).default(null);
/** Ids are numbers on the wire, and text to us. */
const id = z.union([z.string().min(1), z.number().int().nonnegative()]).transform(String);
/** Major units, as a number or as text. */
const amount = z
  .union([z.number(), z.string().min(1)])
  .nullable()
  .catch(null)
  .default(null);

/** A call that has worked: what it is about, says `data`. */
export const successSchema = z.looseObject({ status: z.literal("success"), data: z.unknown() });

/** A call that has not. */
export const errorSchema = z.looseObject({ status: z.literal("error"), message: z.string() });

/** A hosted page. */
export const pageSchema = z.looseObject({ link: z.url({ protocol: /^https?$/ }) });

/**
 * A transaction as charges and verifications show it. `processor_response` says "Successful" of what is only pending: it
 * may be shown, but says nothing about what became of the money.
 */
export const transactionSchema = z.looseObject({
  id,
  tx_ref: z.string().min(1),
  status: z.string(),
  amount,
  currency: text,
  processor_response: text,
});

/** A refund. */
export const refundSchema = z.looseObject({ id, status: z.string(), amount_refunded: amount });

/** A webhook, in its present shape and in the flat one of old accounts. */
export const eventSchema = z.looseObject({
  event: z.string().min(1),
  data: z.looseObject({ tx_ref: text, id: id.nullable().catch(null).default(null), status: text }),
});
export const flatEventSchema = z.looseObject({ txRef: z.string().min(1), id, status: text, "event.type": text });

/** A transaction as it is read. */
export type FlutterwaveTransaction = z.infer<typeof transactionSchema>;
/** A refund as it is read. */
export type FlutterwaveRefund = z.infer<typeof refundSchema>;
