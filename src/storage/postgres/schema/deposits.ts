import { check, index, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { DEPOSIT_STATUSES } from "../../../domain/deposit/deposit.ts";
import { instant, isAmount, isOneOf, wholeNumber } from "./columns.ts";

/** Money that reached an account without a request, and what became of it. The id is made of its receipt. */
export const deposits = pgTable(
  "deposits",
  {
    id: uuid().primaryKey(),
    provider: text().notNull(),
    account_id: text().notNull(),
    scope: text().notNull(),
    receipt: text().notNull(),
    status: text().notNull(),
    reason: text(),
    amount_minor: wholeNumber().notNull(),
    currency: text().notNull(),
    account_reference: text(),
    payer_name: text(),
    payer_phone: text(),
    transaction_id: uuid(),
    sequence: wholeNumber().notNull(),
    paid_at: instant(),
    created_at: instant().notNull(),
    updated_at: instant().notNull(),
  },
  (table) => [
    check("deposits_status", isOneOf(table.status, DEPOSIT_STATUSES)),
    check("deposits_amount", isAmount(table.amount_minor)),
    index("deposits_by_time").on(table.created_at, table.id),
    index("deposits_by_status").on(table.status, table.created_at, table.id),
    index("deposits_by_provider").on(table.provider, table.created_at, table.id),
  ],
);
