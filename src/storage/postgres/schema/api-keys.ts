import { index, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { instant, wholeNumber } from "./columns.ts";

/** API keys of merchants. A secret is only ever here as its SHA-256, with its last four characters to know it by. */
export const apiKeys = pgTable(
  "api_keys",
  {
    id: uuid().primaryKey(),
    merchant_id: text().notNull(),
    name: text().notNull(),
    secret_hash: text().notNull(),
    last4: text().notNull(),
    scopes: text().array().notNull(),
    sequence: wholeNumber().notNull(),
    created_at: instant().notNull(),
    revoked_at: instant(),
  },
  (table) => [index("api_keys_by_merchant").on(table.merchant_id, table.created_at, table.id)],
);
