import { z } from "zod";

const side = z.object({
  payments: z.array(z.object({ currency: z.string(), count: z.number().int(), amount_minor: z.number() })),
  refunds: z.array(z.object({ currency: z.string(), count: z.number().int(), amount_minor: z.number() })),
});

const text = z.string().nullable();

/** The answer of `GET /reports/reconciliation`. */
export const reconciliationSchema = z.object({
  provider: z.string(),
  account_id: text.meta({ description: "The account whose list was read; null when there is none." }),
  merchant_id: text.meta({ description: "Whose payments alone are compared; null: everybody's." }),
  date: z.string(),
  supported: z.boolean().meta({ description: "Whether the provider has a list to compare with." }),
  reason: text.meta({ description: "Why there is nothing of the provider's; null when there is." }),
  truncated: z.boolean().meta({ description: "Whether there was more on a side than is read." }),
  ours: side.meta({ description: "What was completed that day as we have it." }),
  theirs: side.nullable().meta({ description: "The same as the provider lists it, by its own clock." }),
  compared: z.number().int(),
  not_compared: z
    .number()
    .int()
    .meta({ description: "Ours that were made before the list begins, or are beyond what was read of it." }),
  differences: z.array(
    z.object({
      type: z.enum(["missing_at_provider", "unknown_to_us", "amount_differs", "status_differs"]),
      kind: z.enum(["payment", "refund"]),
      id: text,
      provider_id: text,
      currency: text,
      amount_minor: z.number().nullable(),
      status: text,
      completed_at: text,
      provider_currency: text,
      provider_amount_minor: z.number().nullable(),
      provider_status: text.meta({ description: "settled, open or failed." }),
      provider_at: text,
    }),
  ),
  generated_at: z.string(),
});

/** An example of it. */
export const EXAMPLE_RECONCILIATION: z.input<typeof reconciliationSchema> = {
  provider: "stripe",
  account_id: "platform:stripe",
  merchant_id: null,
  date: "2026-01-31",
  supported: true,
  reason: null,
  truncated: false,
  ours: {
    payments: [{ currency: "USD", count: 12, amount_minor: 120_000 }],
    refunds: [{ currency: "USD", count: 1, amount_minor: 4_000 }],
  },
  theirs: {
    payments: [{ currency: "USD", count: 12, amount_minor: 119_900 }],
    refunds: [{ currency: "USD", count: 1, amount_minor: 4_000 }],
  },
  compared: 13,
  not_compared: 0,
  differences: [
    {
      type: "amount_differs",
      kind: "payment",
      id: "002e31b2-ec8b-85da-b74e-ec69bc14d328",
      provider_id: "pi_3PExample",
      currency: "USD",
      amount_minor: 10_000,
      status: "completed",
      completed_at: "2026-01-31T09:00:00.000Z",
      provider_currency: "USD",
      provider_amount_minor: 9_900,
      provider_status: "settled",
      provider_at: "2026-01-31T08:59:58.000Z",
    },
  ],
  generated_at: "2026-02-01T06:00:00.000Z",
};
