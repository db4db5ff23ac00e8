import { and, asc, inArray, or, type SQL, sql } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import type { DayTotal } from "../../domain/report/reconcile-day.ts";
import type { BookedEntry, TimeRange } from "../../domain/report/settlement.ts";
import { toRfc3339 } from "../../lib/clock.ts";
import { ownedBy } from "./listing.ts";
import type { PostgresClient } from "./postgres-client.ts";
import { refunds } from "./schema/refunds.ts";
import { transactions } from "./schema/transactions.ts";

/** Whose books: a provider's account with all its versions, of one merchant or all who use it (null). */
export interface BookOwner {
  readonly provider: string;
  readonly accountFamily: string;
  readonly merchantId: string | null;
}

/** What was completed in a stretch of time. */
export interface BookedDay {
  readonly totals: readonly DayTotal[];
  /** At most `limit` of each kind, by time. */
  readonly entries: readonly BookedEntry[];
}

const PAID = sql`${transactions.status} in ('completed', 'partially_refunded', 'refunded')`;
const TAKEN = sql`coalesce(${transactions.captured_minor}, ${transactions.amount_minor})`;

const PAYMENT = {
  kind: sql<"payment">`'payment'`,
  id: transactions.id,
  providerIds: sql<
    string[]
  >`to_jsonb(array_remove(array[${transactions.provider_transaction_id}, ${transactions.provider_receipt}], null))`,
  amountMinor: sql<number>`${TAKEN}`.mapWith(Number),
  currency: transactions.currency,
  status: transactions.status,
  isSettled: sql<boolean>`${PAID}`,
  createdAt: epochMs(transactions.created_at),
  settledAt: epochMsOrNull(transactions.completed_at),
};

const REFUND = {
  kind: sql<"refund">`'refund'`,
  id: refunds.id,
  providerIds: sql<string[]>`to_jsonb(array_remove(array[${refunds.provider_refund_id}], null))`,
  amountMinor: refunds.amount_minor,
  currency: refunds.currency,
  status: refunds.status,
  isSettled: sql<boolean>`${refunds.status} = 'completed'`,
  createdAt: epochMs(refunds.created_at),
  settledAt: epochMsOrNull(refunds.completed_at),
};

/** Reads what was completed in a stretch of time; a payment that has been refunded since was paid all the same. */
export async function readBookedDay(
  { db }: PostgresClient,
  owner: BookOwner,
  range: TimeRange,
  limit: number,
): Promise<BookedDay> {
  const ofPayments = and(belongsTo(transactions, owner), isIn(transactions.completed_at, range), PAID);
  const ofRefunds = and(
    belongsTo(refunds, owner),
    isIn(refunds.completed_at, range),
    sql`${refunds.status} = 'completed'`,
  );
  const [payments, paymentTotals, given, refundTotals] = await db.batch([
    db.select(PAYMENT).from(transactions).where(ofPayments).orderBy(asc(transactions.completed_at)).limit(limit),
    db
      .select({ currency: transactions.currency, count: counted(), amount_minor: summed(TAKEN) })
      .from(transactions)
      .where(ofPayments)
      .groupBy(transactions.currency)
      .orderBy(asc(transactions.currency)),
    db.select(REFUND).from(refunds).where(ofRefunds).orderBy(asc(refunds.completed_at)).limit(limit),
    db
      .select({ currency: refunds.currency, count: counted(), amount_minor: summed(sql`${refunds.amount_minor}`) })
      .from(refunds)
      .where(ofRefunds)
      .groupBy(refunds.currency)
      .orderBy(asc(refunds.currency)),
  ]);
  return {
    entries: [...payments, ...given],
    totals: [
      ...paymentTotals.map((total) => ({ kind: "payment" as const, ...total })),
      ...refundTotals.map((total) => ({ kind: "refund" as const, ...total })),
    ],
  };
}

/** Looks things up that a provider names, whatever their day and state: by our ids and by the provider's. */
export async function findBooked(
  { db }: PostgresClient,
  owner: BookOwner,
  accountId: string,
  names: { readonly ids: readonly string[]; readonly providerIds: readonly string[] },
): Promise<BookedEntry[]> {
  const { ids, providerIds } = names;
  const handles = and(
    sql`${transactions.account_id} = ${accountId}`,
    or(
      inArray(transactions.provider_transaction_id, [...providerIds]),
      inArray(transactions.provider_receipt, [...providerIds]),
    ),
  );
  const isNamed = or(
    ids.length === 0 ? undefined : inArray(transactions.id, [...ids]),
    providerIds.length === 0 ? undefined : handles,
  );
  const nothing = sql`false`;
  const [payments, given] = await db.batch([
    db
      .select(PAYMENT)
      .from(transactions)
      .where(and(belongsTo(transactions, owner), isNamed ?? nothing)),
    db
      .select(REFUND)
      .from(refunds)
      .where(and(belongsTo(refunds, owner), ids.length === 0 ? nothing : inArray(refunds.id, [...ids]))),
  ]);
  return [...payments, ...given];
}

/** All versions of an account count: what differs is the number behind the last dot. */
function belongsTo(table: typeof transactions | typeof refunds, owner: BookOwner): SQL | undefined {
  return and(
    sql`${table.provider} = ${owner.provider}`,
    sql`regexp_replace(${table.account_id}, '[.][1-9][0-9]{0,8}$', '') = ${owner.accountFamily}`,
    ownedBy(table.merchant_id, owner.merchantId),
  );
}

function isIn(column: PgColumn, { from, to }: TimeRange): SQL {
  return sql`${column} >= ${toRfc3339(from)}::timestamptz and ${column} < ${toRfc3339(to)}::timestamptz`;
}

function epochMs(column: PgColumn): SQL<number> {
  return sql<number>`floor(extract(epoch from ${column}) * 1000)`.mapWith(Number);
}

function epochMsOrNull(column: PgColumn): SQL<number | null> {
  return sql<number | null>`floor(extract(epoch from ${column}) * 1000)`.mapWith((text: string | null) =>
    text === null ? null : Number(text),
  );
}

function counted(): SQL<number> {
  return sql<number>`count(*)`.mapWith(Number);
}

function summed(amount: SQL): SQL<number> {
  return sql<number>`coalesce(sum(${amount}), 0)`.mapWith(Number);
}
