import { pgTable, text, uuid } from "drizzle-orm/pg-core";
import { instant } from "./columns.ts";

/** Payments whose live rows have left their shard. Text, not jsonb: the shard keeps the hash of these very bytes. */
export const archives = pgTable("archives", {
  transaction_id: uuid().primaryKey(),
  content: text().notNull(),
  content_hash: text().notNull(),
  archived_at: instant().notNull(),
});
