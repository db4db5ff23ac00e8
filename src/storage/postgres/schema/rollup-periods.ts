import { sql } from "drizzle-orm";
import { bigint, index, numeric, pgTable, primaryKey, smallint, text } from "drizzle-orm/pg-core";
import { instant } from "./columns.ts";

/**
 * What began and what ended in each hour and each day (UTC), for each merchant and, under the empty merchant id, for all
 * together; for all together also since ever (`starts_at` 1970). Kept like `rollupTotals`, and in one slot, -1, once the
 * period is over. Latencies are counts by the bounds of `LATENCY_BOUNDS_MS`, with one more for what is above the last.
 */
export const rollupPeriods = pgTable(
  "rollup_periods",
  {
    merchant_id: text().notNull(),
    period: text().notNull(),
    starts_at: instant().notNull(),
    kind: text().notNull(),
    provider: text().notNull(),
    currency: text().notNull(),
    slot: smallint().notNull(),
    initiated: bigint({ mode: "number" }).notNull(),
    completed: bigint({ mode: "number" }).notNull(),
    failed: bigint({ mode: "number" }).notNull(),
    cancelled: bigint({ mode: "number" }).notNull(),
    /** What was completed, in minor units. */
    volume: numeric({ mode: "number" }).notNull(),
    /** Providers' first answers, by when the payment began. */
    answers: bigint({ mode: "number" }).array().notNull(),
    answers_ms: numeric({ mode: "number" }).notNull(),
    /** From beginning to completion, by when it was completed. */
    completions: bigint({ mode: "number" }).array().notNull(),
    completions_ms: numeric({ mode: "number" }).notNull(),
  },
  (table) => [
    primaryKey({
      name: "rollup_periods_key",
      columns: [
        table.merchant_id,
        table.period,
        table.starts_at,
        table.kind,
        table.provider,
        table.currency,
        table.slot,
      ],
    }),
    // What is still to be put into one slot when its time is over.
    index("rollup_periods_spread").on(table.period, table.starts_at).where(sql`${table.slot} >= 0`),
  ],
);
