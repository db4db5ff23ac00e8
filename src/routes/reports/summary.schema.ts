import { z } from "zod";
import { SUMMARY_INTERVALS } from "../../domain/report/summary.ts";

const count = z.number().int();
const minorUnits = z.number().int();
const percentiles = z.object({ p50: z.number().nullable(), p95: z.number().nullable(), p99: z.number().nullable() });

const figures = {
  provider: z.string(),
  currency: z.string(),
  initiated: count.meta({ description: "Payments that were made." }),
  completed: count.meta({ description: "Payments that were paid." }),
  failed: count.meta({ description: "Payments that failed, and were not paid later." }),
  cancelled: count.meta({ description: "Payments that were cancelled or expired, and were not paid later." }),
  volume_minor: minorUnits.meta({ description: "What was paid, before refunds, minor units." }),
  refunds: count.meta({ description: "Refunds that were completed." }),
  refunded_minor: minorUnits.meta({ description: "What they gave back, minor units." }),
};

/** The answer of `GET /reports/summary`. */
export const summarySchema = z.object({
  from: z.string(),
  to: z.string().meta({ description: "Not included." }),
  interval: z.enum(SUMMARY_INTERVALS),
  merchant_id: z.string().nullable().meta({ description: "null: everybody's." }),
  providers: z.array(z.string()),
  currencies: z.array(z.string()),
  totals: z
    .array(
      z.object({
        ...figures,
        success_rate: z
          .number()
          .nullable()
          .meta({ description: "completed / (completed + failed + cancelled); null when none ended." }),
      }),
    )
    .meta({ description: "The whole range, by provider and currency." }),
  series: z
    .array(z.object({ start: z.string(), ...figures }))
    .meta({ description: "Oldest first; intervals without anything are left out." }),
  payouts: z
    .array(
      z.object({
        provider: z.string(),
        currency: z.string(),
        initiated: count,
        completed: count,
        failed: count,
        volume_minor: minorUnits.meta({ description: "What was paid out, minor units." }),
      }),
    )
    .meta({ description: "The whole range, by provider and currency." }),
  latency_ms: percentiles.meta({ description: "Providers' first answers; estimates." }),
  completion_ms: percentiles.meta({ description: "From a payment's beginning to its completion; estimates." }),
  by_status: z
    .record(z.string(), count)
    .meta({ description: "All payments as they stand now, whatever the range; every status is there." }),
  under_review: count.meta({ description: "Payments that wait for a person now." }),
  generated_at: z.string(),
});

const FIGURES = {
  provider: "cpay",
  currency: "KES",
  initiated: 5,
  completed: 3,
  failed: 1,
  cancelled: 0,
  volume_minor: 300_000,
  refunds: 1,
  refunded_minor: 100_000,
};

/** An example of it. */
export const EXAMPLE_SUMMARY: z.input<typeof summarySchema> = {
  from: "2026-01-31T00:00:00.000Z",
  to: "2026-02-01T00:00:00.000Z",
  interval: "day",
  merchant_id: "7c9e6679-7425-40de-944b-e07fc1f90ae7",
  providers: ["cpay"],
  currencies: ["KES"],
  totals: [{ ...FIGURES, success_rate: 0.75 }],
  series: [{ start: "2026-01-31T00:00:00.000Z", ...FIGURES }],
  payouts: [{ provider: "mpesa", currency: "KES", initiated: 1, completed: 1, failed: 0, volume_minor: 50_000 }],
  latency_ms: { p50: 42, p95: 130, p99: 310 },
  completion_ms: { p50: 9_500, p95: 41_000, p99: 75_000 },
  by_status: {
    pending: 0,
    processing: 1,
    authorized: 0,
    completed: 2,
    failed: 1,
    cancelled: 0,
    partially_refunded: 0,
    refunded: 1,
  },
  under_review: 0,
  generated_at: "2026-01-31T12:00:00.000Z",
};
