import { sql } from "drizzle-orm";
import { boolean, integer, jsonb, pgTable, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import type { JsonValue } from "../../../lib/canonical-json.ts";
import { instant, wholeNumber } from "./columns.ts";

/**
 * Versions of provider accounts, the platform's (no merchant) and merchants', as their owners' objects have told. Keys
 * and secrets are only ever here encrypted. Nothing reads them from here but people and reports.
 */
export const providerConfigs = pgTable(
  "provider_configs",
  {
    id: uuid().primaryKey(),
    account_id: text().notNull(),
    merchant_id: text(),
    provider_name: text().notNull(),
    version: integer().notNull(),
    is_active: boolean().notNull(),
    api_key: text(),
    api_secret: text(),
    webhook_secret: text(),
    config: jsonb().$type<JsonValue>().notNull(),
    sequence: wholeNumber().notNull(),
    created_at: instant().notNull(),
    updated_at: instant().notNull(),
  },
  (table) => [
    // Nulls differ in a unique index, and NULLS NOT DISTINCT needs Postgres 15: no merchant has the empty id.
    uniqueIndex("provider_configs_version").on(
      sql`coalesce(${table.merchant_id}, '')`,
      table.provider_name,
      table.version,
    ),
  ],
);
