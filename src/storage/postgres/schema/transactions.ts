import { sql } from "drizzle-orm";
import { check, doublePrecision, index, jsonb, pgTable, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { TRANSACTION_STATUSES } from "../../../domain/payment/state-machine.ts";
import type { JsonValue } from "../../../lib/canonical-json.ts";
import { accountFamily, instant, isAmount, isOneOf, wholeNumber } from "./columns.ts";

/**
 * Payments as their shards last told of them. No table of this schema has a foreign key: rows come from many objects
 * and one object's merchant may not have been written yet, so a reference would refuse rows that are true, and a
 * cascade would let the deletion of one row take history with it.
 *
 * Lists are read newest first by (created_at, id). Indexes ascend all the same and are scanned backwards: new rows then
 * go to the right-hand edge of each. Status and provider have an index with and one without the merchant, being too
 * coarse to sort; customer and reference are fine enough that one index led by them serves merchants and operators.
 */
export const transactions = pgTable(
  "transactions",
  {
    id: uuid().primaryKey(),
    merchant_id: text().notNull(),
    operation: text().notNull(),
    idempotency_key: text().notNull(),
    reference: text(),
    provider: text().notNull(),
    account_id: text().notNull(),
    provider_transaction_id: text(),
    provider_receipt: text(),
    amount_minor: wholeNumber().notNull(),
    amount_refunded_minor: wholeNumber().notNull(),
    captured_minor: wholeNumber(),
    currency: text().notNull(),
    status: text().notNull(),
    failure: jsonb().$type<JsonValue>(),
    review: jsonb().$type<JsonValue>(),
    customer_id: text(),
    customer: jsonb().$type<JsonValue>().notNull(),
    payment_method: text(),
    description: text(),
    metadata: jsonb().$type<JsonValue>().notNull(),
    provider_response: jsonb().$type<JsonValue>(),
    provider_latency_ms: doublePrecision(),
    sequence: wholeNumber().notNull(),
    created_at: instant().notNull(),
    updated_at: instant().notNull(),
    completed_at: instant(),
    ended_at: instant(),
    expires_at: instant(),
  },
  (table) => [
    check("transactions_status", isOneOf(table.status, TRANSACTION_STATUSES)),
    check("transactions_amount", isAmount(table.amount_minor)),
    check("transactions_amount_refunded", isAmount(table.amount_refunded_minor)),
    check("transactions_captured", isAmount(table.captured_minor)),
    // A key is a merchant's own, per operation: two merchants may well send the same one.
    uniqueIndex("transactions_idempotency").on(table.merchant_id, table.operation, table.idempotency_key),
    index("transactions_by_merchant").on(table.merchant_id, table.created_at, table.id),
    index("transactions_by_merchant_status").on(table.merchant_id, table.status, table.created_at, table.id),
    index("transactions_by_merchant_provider").on(table.merchant_id, table.provider, table.created_at, table.id),
    // Both filters together, or else whoever asks for what there is none of walks all of one of them.
    index("transactions_by_merchant_provider_status").on(
      table.merchant_id,
      table.provider,
      table.status,
      table.created_at,
      table.id,
    ),
    index("transactions_by_provider_status").on(table.provider, table.status, table.created_at, table.id),
    index("transactions_by_customer")
      .on(table.customer_id, table.merchant_id, table.created_at, table.id)
      .where(sql`${table.customer_id} is not null`),
    index("transactions_by_reference")
      .on(table.reference, table.merchant_id, table.created_at, table.id)
      .where(sql`${table.reference} is not null`),
    // How an event finds its payment that names it only in the provider's own terms.
    index("transactions_by_handle")
      .on(accountFamily(table.account_id), table.provider_transaction_id)
      .where(sql`${table.provider_transaction_id} is not null`),
    index("transactions_by_receipt")
      .on(accountFamily(table.account_id), table.provider_receipt)
      .where(sql`${table.provider_receipt} is not null`),
    // How a provider's day is reconciled, for all merchants or one.
    index("transactions_by_completion")
      .on(table.provider, table.completed_at, table.merchant_id, table.id)
      .where(sql`${table.completed_at} is not null`),
    index("transactions_by_time").on(table.created_at, table.id),
    index("transactions_by_status").on(table.status, table.created_at, table.id),
    index("transactions_by_provider").on(table.provider, table.created_at, table.id),
  ],
);
