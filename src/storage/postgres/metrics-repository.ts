import { and, inArray, type SQL, sql } from "drizzle-orm";
import { isFinal, isPaid, TRANSACTION_STATUSES } from "../../domain/payment/state-machine.ts";
import { ownedBy } from "./listing.ts";
import type { PostgresClient } from "./postgres-client.ts";
import { transactions } from "./schema/transactions.ts";
import { webhookEvents } from "./schema/webhook-events.ts";

/** How many days `by_day` covers, today (UTC) included. */
const DAYS = 30;
/** Webhooks that still have to be dealt with. */
const BACKLOG = ["received", "held", "retrying"];

/** The figures of `GET /metrics` (contract section 9) without the time they were made at. */
export interface MetricsFigures {
  readonly transactions: {
    readonly total: number;
    /** Every status, 0 where there is none. */
    readonly by_status: Readonly<Record<string, number>>;
    readonly by_provider: Readonly<Record<string, number>>;
    /** Every one of the last 30 days (`2026-01-31`, UTC), 0 where there is none. */
    readonly by_day: Readonly<Record<string, number>>;
  };
  /** Paid payments (refunded ones were paid) among those that came to an end, 0 to 1; null before the first end. */
  readonly success_rate: number | null;
  /** What was paid, before refunds. */
  readonly volume: readonly { readonly currency: string; readonly amount_minor: number }[];
  readonly webhooks: { readonly backlog: number; readonly dead_letters: number };
  /** Of providers' first answers in the last 24 hours; null when there was none. */
  readonly latency_ms: { readonly p50: number | null; readonly p95: number | null; readonly p99: number | null };
}

interface Group {
  readonly status: string;
  readonly provider: string;
  readonly currency: string;
  readonly count: number;
  readonly amount_minor: number;
}

/** Counts one merchant's payments and webhooks, or with null everyone's. Reads the tables themselves: not for every second. */
export async function readMetrics(client: PostgresClient, merchantId: string | null): Promise<MetricsFigures> {
  const { db } = client;
  const mine = ownedBy(transactions.merchant_id, merchantId);
  const { status, provider, currency } = transactions;
  const [groups, days, latency, webhooks] = await db.batch([
    db
      .select({ status, provider, currency, count: count(), amount_minor: wholeSum(sql`${transactions.amount_minor}`) })
      .from(transactions)
      .where(mine)
      .groupBy(status, provider, currency)
      .orderBy(status, provider, currency),
    db.execute<{ day: string; count: string }>(countByDay(mine)),
    db
      .select({ p50: latencyPercentile(0.5), p95: latencyPercentile(0.95), p99: latencyPercentile(0.99) })
      .from(transactions)
      .where(and(mine, sql`${transactions.created_at} > now() - interval '24 hours'`)),
    db
      .select({ status: webhookEvents.status, count: count() })
      .from(webhookEvents)
      .where(and(ownedBy(webhookEvents.merchant_id, merchantId), inArray(webhookEvents.status, [...BACKLOG, "dead"])))
      .groupBy(webhookEvents.status),
  ]);
  const ended = sumCounts(groups.filter(hasStatus(isFinal)));
  const dead = sumCounts(webhooks.filter((row) => row.status === "dead"));
  return {
    transactions: {
      total: sumCounts(groups),
      by_status: { ...Object.fromEntries(TRANSACTION_STATUSES.map((each) => [each, 0])), ...countBy(groups, "status") },
      by_provider: countBy(groups, "provider"),
      by_day: Object.fromEntries(days.rows.map((row) => [row.day, Number(row.count)])),
    },
    success_rate: ended === 0 ? null : sumCounts(groups.filter(hasStatus(isPaid))) / ended,
    volume: toVolume(groups.filter(hasStatus(isPaid))),
    webhooks: { backlog: sumCounts(webhooks) - dead, dead_letters: dead },
    latency_ms: latency[0] ?? { p50: null, p95: null, p99: null },
  };
}

function countByDay(mine: SQL | undefined): SQL {
  const today = sql`date_trunc('day', now() at time zone 'UTC')`;
  const first = sql`${today} - ${sql.raw(`interval '${DAYS - 1} days'`)}`;
  const since = and(mine, sql`${transactions.created_at} >= (${first}) at time zone 'UTC'`);
  return sql`
    select to_char(day, 'YYYY-MM-DD') as day, coalesce(counted.count, 0) as count
    from generate_series(${first}, ${today}, interval '1 day') as days(day)
    left join (
      select date_trunc('day', ${transactions.created_at} at time zone 'UTC') as day, count(*) as count
      from ${transactions} where ${since} group by 1
    ) as counted using (day)
    order by 1`;
}

function count(): SQL<number> {
  return sql<number>`count(*)`.mapWith(Number);
}

/** Postgres adds up exactly; past 2^53 the sum is read to the nearest number that JSON readers can hold. */
function wholeSum(amount: SQL): SQL<number> {
  return sql<number>`sum(${amount})`.mapWith(Number);
}

function latencyPercentile(fraction: number): SQL<number | null> {
  const order = sql`order by ${transactions.provider_latency_ms}`;
  return sql<number | null>`percentile_disc(${sql.raw(String(fraction))}) within group (${order})`.mapWith(Number);
}

function sumCounts(rows: readonly { readonly count: number }[]): number {
  return rows.reduce((sum, row) => sum + row.count, 0);
}

function countBy(groups: readonly Group[], member: "status" | "provider"): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const group of groups) counts[group[member]] = (counts[group[member]] ?? 0) + group.count;
  return counts;
}

function hasStatus(test: (status: (typeof TRANSACTION_STATUSES)[number]) => boolean) {
  const statuses: readonly string[] = TRANSACTION_STATUSES.filter(test);
  return (group: Group) => statuses.includes(group.status);
}

function toVolume(groups: readonly Group[]): MetricsFigures["volume"] {
  const amounts = new Map<string, number>();
  for (const { currency, amount_minor } of groups) amounts.set(currency, (amounts.get(currency) ?? 0) + amount_minor);
  return [...amounts].sort().map(([currency, amount_minor]) => ({ currency, amount_minor }));
}
