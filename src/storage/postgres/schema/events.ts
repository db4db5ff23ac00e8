import { sql } from "drizzle-orm";
import { bigint, index, jsonb, pgTable, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import type { JsonValue } from "../../../lib/canonical-json.ts";
import { instant, wholeNumber, xid8 } from "./columns.ts";

/**
 * The event feed. Numbers of a sequence are given out before the transaction that took them commits, so a reader that
 * went by `position` alone would pass over rows that commit late. The feed is therefore ordered by (xact_id, position)
 * and readers look no further than the oldest transaction still running: below it nothing can appear any more.
 *
 * A logical copy (pg_dump) into a younger cluster brings transaction ids that lie in that cluster's future, hidden until
 * it gets there: set `xact_id` of all copied rows to '3' (below every real one) before readers come back.
 */
export const events = pgTable(
  "events",
  {
    id: uuid().primaryKey(),
    merchant_id: text().notNull(),
    transaction_id: uuid().notNull(),
    sequence: wholeNumber().notNull(),
    type: text().notNull(),
    timestamp: instant().notNull(),
    data: jsonb().$type<JsonValue>().notNull(),
    xact_id: xid8().notNull().default(sql`pg_current_xact_id()`),
    position: bigint({ mode: "number" }).notNull().generatedAlwaysAsIdentity(),
  },
  (table) => [
    uniqueIndex("events_transaction_sequence").on(table.transaction_id, table.sequence),
    index("events_feed_by_merchant").on(table.merchant_id, table.xact_id, table.position),
    index("events_by_merchant_time").on(table.merchant_id, table.timestamp, table.id),
    index("events_feed").on(table.xact_id, table.position),
  ],
);
