import { sql } from "drizzle-orm";
import { check, index, jsonb, pgTable, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { REFUND_STATUSES } from "../../../domain/refund/refund.ts";
import type { JsonValue } from "../../../lib/canonical-json.ts";
import { instant, isAmount, isOneOf, wholeNumber } from "./columns.ts";

const REFUND_ORIGINS = ["api", "provider"] as const;

/** Refunds as their payments' shards last told of them. */
export const refunds = pgTable(
  "refunds",
  {
    id: uuid().primaryKey(),
    transaction_id: uuid().notNull(),
    merchant_id: text().notNull(),
    /** Their payment's; null in rows that an older version has written. */
    provider: text(),
    account_id: text(),
    idempotency_key: text(),
    provider_refund_id: text(),
    origin: text().notNull(),
    amount_minor: wholeNumber().notNull(),
    currency: text().notNull(),
    status: text().notNull(),
    reason: text(),
    failure: jsonb().$type<JsonValue>(),
    sequence: wholeNumber().notNull(),
    created_at: instant().notNull(),
    updated_at: instant().notNull(),
    completed_at: instant(),
  },
  (table) => [
    check("refunds_status", isOneOf(table.status, REFUND_STATUSES)),
    check("refunds_origin", isOneOf(table.origin, REFUND_ORIGINS)),
    check("refunds_amount", isAmount(table.amount_minor)),
    // The operation of a refund's key is its payment's path; refunds made at the provider have none, and nulls differ.
    uniqueIndex("refunds_idempotency").on(table.transaction_id, table.idempotency_key),
    index("refunds_by_transaction").on(table.transaction_id, table.created_at, table.id),
    index("refunds_by_completion")
      .on(table.provider, table.completed_at, table.merchant_id, table.id)
      .where(sql`${table.completed_at} is not null`),
  ],
);
