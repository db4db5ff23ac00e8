import { z } from "zod";
import { DEPOSIT_STATUSES } from "../../domain/deposit/deposit.ts";

/** A deposit in an answer: money that reached an account without a request. */
export const depositSchema = z.object({
  id: z.uuid(),
  provider: z.string(),
  account_id: z.string(),
  scope: z.string().meta({ description: "What keeps receipts of different accounts apart, such as a short code." }),
  receipt: z.string(),
  status: z.enum(DEPOSIT_STATUSES),
  reason: z.string().nullable(),
  amount: z.number(),
  amount_minor: z.number().int(),
  currency: z.string(),
  account_reference: z.string().nullable().meta({ description: "What the payer typed." }),
  payer: z.object({ name: z.string().nullable(), phone: z.string().nullable() }),
  transaction_id: z.uuid().nullable(),
  paid_at: z.string().nullable(),
  created_at: z.string(),
  updated_at: z.string(),
});

/** A deposit as the docs show it. */
export const EXAMPLE_DEPOSIT = {
  id: "0023c8f4-6f0e-8a3b-9c54-1f2e3d4c5b6a",
  provider: "mpesa",
  account_id: "platform:mpesa",
  scope: "600638",
  receipt: "RKTQDM7W6S",
  status: "suspense",
  reason: "no_payment_named",
  amount: 10,
  amount_minor: 1000,
  currency: "KES",
  account_reference: "JANE",
  payer: { name: "JANE", phone: "2547*****149" },
  transaction_id: null,
  paid_at: "2026-10-18T11:30:27.000Z",
  created_at: "2026-10-18T11:30:29.120Z",
  updated_at: "2026-10-18T11:32:31.004Z",
};
