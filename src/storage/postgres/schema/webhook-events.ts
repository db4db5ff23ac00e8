import { boolean, check, index, integer, jsonb, pgTable, text, uuid } from "drizzle-orm/pg-core";
import type { JsonValue } from "../../../lib/canonical-json.ts";
import { instant, isOneOf, wholeNumber } from "./columns.ts";

/** Every fate of a provider's webhook (contract section 9). */
const WEBHOOK_EVENT_STATUSES = ["received", "applied", "ignored", "held", "retrying", "dead"] as const;

/** Verified provider webhooks and what became of them. A repeat has the same id, which is made of what it repeats. */
export const webhookEvents = pgTable(
  "webhook_events",
  {
    id: uuid().primaryKey(),
    transaction_id: uuid(),
    merchant_id: text(),
    provider: text().notNull(),
    account_id: text().notNull(),
    provider_event_id: text().notNull(),
    event_type: text().notNull(),
    payload: jsonb().$type<JsonValue>(),
    signature: text(),
    verified: boolean().notNull(),
    processed: boolean().notNull(),
    status: text().notNull(),
    retry_count: integer().notNull(),
    error_message: text(),
    sequence: wholeNumber().notNull(),
    created_at: instant().notNull(),
    processed_at: instant(),
  },
  (table) => [
    check("webhook_events_status", isOneOf(table.status, WEBHOOK_EVENT_STATUSES)),
    index("webhook_events_by_time").on(table.created_at, table.id),
    index("webhook_events_by_status").on(table.status, table.created_at, table.id),
    index("webhook_events_by_provider").on(table.provider, table.created_at, table.id),
    index("webhook_events_by_transaction").on(table.transaction_id, table.created_at, table.id),
    index("webhook_events_by_merchant").on(table.merchant_id, table.created_at, table.id),
  ],
);
