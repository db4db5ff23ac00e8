import { sql } from "drizzle-orm";
import { check, index, pgTable, text } from "drizzle-orm/pg-core";
import { instant, wholeNumber } from "./columns.ts";

/** Merchants, as their objects wrote them. The id is any text of up to 64 characters: outside issuers name tenants. */
export const merchants = pgTable(
  "merchants",
  {
    id: text().primaryKey(),
    name: text().notNull(),
    region: text().notNull(),
    sequence: wholeNumber().notNull(),
    created_at: instant().notNull(),
    updated_at: instant().notNull(),
  },
  (table) => [
    check("merchants_id_length", sql`char_length(${table.id}) between 1 and 64`),
    index("merchants_by_time").on(table.created_at, table.id),
  ],
);
