import { sql } from "drizzle-orm";
import { check, index, jsonb, pgTable, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { PAYOUT_STATUSES } from "../../../domain/payout/payout.ts";
import type { JsonValue } from "../../../lib/canonical-json.ts";
import { instant, isAmount, isOneOf, wholeNumber } from "./columns.ts";

/** Payouts as their shards last told of them; a table of its own, so that no report of payments counts them. */
export const payouts = pgTable(
  "payouts",
  {
    id: uuid().primaryKey(),
    merchant_id: text().notNull(),
    idempotency_key: text().notNull(),
    reference: text(),
    provider: text().notNull(),
    account_id: text().notNull(),
    provider_transaction_id: text(),
    provider_receipt: text(),
    amount_minor: wholeNumber().notNull(),
    currency: text().notNull(),
    status: text().notNull(),
    failure: jsonb().$type<JsonValue>(),
    review: jsonb().$type<JsonValue>(),
    recipient: jsonb().$type<JsonValue>().notNull(),
    reason: text(),
    metadata: jsonb().$type<JsonValue>().notNull(),
    sequence: wholeNumber().notNull(),
    created_at: instant().notNull(),
    updated_at: instant().notNull(),
    completed_at: instant(),
  },
  (table) => [
    check("payouts_status", isOneOf(table.status, PAYOUT_STATUSES)),
    check("payouts_amount", isAmount(table.amount_minor)),
    uniqueIndex("payouts_idempotency").on(table.merchant_id, table.idempotency_key),
    index("payouts_by_merchant").on(table.merchant_id, table.created_at, table.id),
    index("payouts_by_merchant_status").on(table.merchant_id, table.status, table.created_at, table.id),
    index("payouts_by_merchant_provider").on(table.merchant_id, table.provider, table.created_at, table.id),
    index("payouts_by_reference")
      .on(table.reference, table.merchant_id, table.created_at, table.id)
      .where(sql`${table.reference} is not null`),
    index("payouts_by_time").on(table.created_at, table.id),
    index("payouts_by_status").on(table.status, table.created_at, table.id),
    index("payouts_by_provider").on(table.provider, table.created_at, table.id),
  ],
);
