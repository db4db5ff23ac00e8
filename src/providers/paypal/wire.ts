import { z } from "zod";

// Loose: members that this adapter does not read are left alone. What only matters sometimes is null when unusable.

const text = z.string().min(1).nullable().catch(null).default(null);
const name = z.string().min(1);

/** A decimal text of major units, with exactly the decimals of its currency. */
const money = z.looseObject({ currency_code: z.string(), value: z.string() });
const links = z
  .array(z.looseObject({ href: z.string(), rel: z.string() }))
  .catch([])
  .default([]);

/** Money that was taken, of an order or an authorization. */
export const captureSchema = z.looseObject({
  id: name,
  status: z.string(),
  amount: money,
  custom_id: text,
  status_details: z.looseObject({ reason: text }).nullable().catch(null).default(null),
  supplementary_data: z
    .looseObject({ related_ids: z.looseObject({ order_id: text, authorization_id: text }) })
    .nullable()
    .catch(null)
    .default(null),
  links,
});

/** Money that is reserved. */
export const authorizationSchema = z.looseObject({ id: name, status: z.string(), amount: money, custom_id: text });

/** An order; a minimal answer has no purchase units. */
export const orderSchema = z.looseObject({
  id: name,
  status: z.string(),
  update_time: text,
  purchase_units: z
    .array(
      z.looseObject({
        custom_id: text,
        amount: money.nullable().catch(null).default(null),
        payments: z
          .looseObject({
            captures: z.array(captureSchema).default([]),
            authorizations: z.array(authorizationSchema).default([]),
          })
          .default({ captures: [], authorizations: [] }),
      }),
    )
    .default([]),
  links,
});

/** A refund; a minimal answer has no amount. */
export const refundSchema = z.looseObject({
  id: name,
  status: z.string(),
  amount: money.nullable().catch(null).default(null),
  custom_id: text,
  links,
});

/** An error; the word to go by is the first detail's. */
export const errorSchema = z.looseObject({
  name,
  message: z.string(),
  details: z
    .array(z.looseObject({ issue: text, description: text }))
    .catch([])
    .default([]),
});

/** What the verify endpoint answers. */
export const verificationSchema = z.looseObject({ verification_status: z.string() });

/** A webhook. */
export const eventSchema = z.looseObject({ id: name, event_type: name, resource: z.unknown() });

/** A dispute, with the captures it is about. */
export const disputeSchema = z.looseObject({
  dispute_id: name,
  status: text,
  reason: text,
  dispute_amount: money.nullable().catch(null).default(null),
  disputed_transactions: z.array(z.looseObject({ seller_transaction_id: text, custom: text })).min(1),
});

/** An order as it is read. */
export type PaypalOrder = z.infer<typeof orderSchema>;
/** A capture as it is read. */
export type PaypalCapture = z.infer<typeof captureSchema>;
/** An authorization as it is read. */
export type PaypalAuthorization = z.infer<typeof authorizationSchema>;
/** A refund as it is read. */
export type PaypalRefund = z.infer<typeof refundSchema>;
