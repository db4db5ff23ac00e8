import { sql } from "drizzle-orm";
import { check, index, jsonb, pgTable, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import type { JsonValue } from "../../../lib/canonical-json.ts";
import { instant, wholeNumber } from "./columns.ts";

/**
 * Entries of the audit chains: written once, never updated. `chain` is a transaction's id, or `merchant:<id>` for what
 * has no transaction. Lists go by (timestamp, sequence, id): entries of one step share their millisecond.
 */
export const auditLogs = pgTable(
  "audit_logs",
  {
    id: uuid().primaryKey(),
    chain: text().notNull(),
    sequence: wholeNumber().notNull(),
    merchant_id: text(),
    transaction_id: uuid(),
    event_type: text().notNull(),
    event_data: jsonb().$type<JsonValue>().notNull(),
    user_id: text(),
    ip_address: text(),
    user_agent: text(),
    timestamp: instant().notNull(),
    previous_hash: text().notNull(),
    hash: text().notNull(),
  },
  (table) => [
    check(
      "audit_logs_chain",
      sql.join([
        sql`case when ${table.transaction_id} is not null then ${table.chain} = ${table.transaction_id}::text`,
        sql` else ${table.chain} like 'merchant:%'`,
        sql` and (${table.merchant_id} is null or ${table.chain} = 'merchant:' || ${table.merchant_id}) end`,
      ]),
    ),
    uniqueIndex("audit_logs_chain_sequence").on(table.chain, table.sequence),
    index("audit_logs_by_merchant").on(table.merchant_id, table.timestamp, table.sequence, table.id),
    index("audit_logs_by_merchant_type").on(
      table.merchant_id,
      table.event_type,
      table.timestamp,
      table.sequence,
      table.id,
    ),
    index("audit_logs_by_time").on(table.timestamp, table.sequence, table.id),
    index("audit_logs_by_type").on(table.event_type, table.timestamp, table.sequence, table.id),
  ],
);
