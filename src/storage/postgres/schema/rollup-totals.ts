import { bigint, numeric, pgTable, primaryKey, smallint, text } from "drizzle-orm/pg-core";

/**
 * How many things are in each status now: a row for each merchant, and under the empty merchant id for all together.
 * Kept by triggers of the counted tables (migration 0006), in rows by shard, so that writers do not wait for each other;
 * readers add the slots up. Merchants' ids are never empty.
 */
export const rollupTotals = pgTable(
  "rollup_totals",
  {
    merchant_id: text().notNull(),
    kind: text().notNull(),
    provider: text().notNull(),
    /** Empty for what has no amount. */
    currency: text().notNull(),
    status: text().notNull(),
    slot: smallint().notNull(),
    entries: bigint({ mode: "number" }).notNull(),
    under_review: bigint({ mode: "number" }).notNull(),
    /** Sum of amounts in minor units; of paid payments, what was taken. */
    volume: numeric({ mode: "number" }).notNull(),
  },
  (table) => [
    primaryKey({
      name: "rollup_totals_key",
      columns: [table.merchant_id, table.kind, table.provider, table.currency, table.status, table.slot],
    }),
  ],
);
