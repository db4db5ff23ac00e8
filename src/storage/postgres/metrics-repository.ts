import { and, eq, type SQL, sql } from "drizzle-orm";
import { isFinal, isPaid, TRANSACTION_STATUSES } from "../../domain/payment/state-machine.ts";
import { estimatePercentiles, type Percentiles } from "../../domain/report/latency.ts";
import { toRfc3339 } from "../../lib/clock.ts";
import type { PostgresClient } from "./postgres-client.ts";
import { EVERYBODY, inPeriods, sumOf, sumOfCounts } from "./rollup-sums.ts";
import { rollupPeriods } from "./schema/rollup-periods.ts";
import { rollupTotals } from "./schema/rollup-totals.ts";

/** How many days `by_day` covers, today (UTC) included. */
const DAYS = 30;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
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
  /** Of providers' first answers in the last 24 hours, estimates; null when there was none. */
  readonly latency_ms: Percentiles;
}

interface Total {
  readonly kind: string;
  readonly status: string;
  readonly provider: string;
  readonly currency: string;
  readonly count: number;
  readonly amount_minor: number;
}

/** One merchant's figures, or with null everyone's, from rollups: the tables' size does not matter. */
export async function readMetrics(
  { db }: PostgresClient,
  merchantId: string | null,
  now: number,
): Promise<MetricsFigures> {
  const { kind, status, provider, currency } = rollupTotals;
  const days = Array.from({ length: DAYS }, (_, index) => toRfc3339(now - (DAYS - 1 - index) * DAY_MS).slice(0, 10));
  const isPayment = eq(rollupPeriods.kind, "payment");
  const periods = (period: "hour" | "day", from: number): SQL | undefined =>
    and(inPeriods(merchantId, period, toRfc3339(from), toRfc3339(now + DAY_MS)), isPayment);
  const [totals, byDay, [latency]] = await db.batch([
    db
      .select({
        kind,
        status,
        provider,
        currency,
        count: sumOf(rollupTotals.entries),
        amount_minor: sumOf(rollupTotals.volume),
      })
      .from(rollupTotals)
      .where(eq(rollupTotals.merchant_id, merchantId ?? EVERYBODY))
      .groupBy(kind, status, provider, currency)
      .orderBy(kind, status, provider, currency),
    db
      .select({
        day: sql<string>`to_char(${rollupPeriods.starts_at} at time zone 'UTC', 'YYYY-MM-DD')`,
        count: sumOf(rollupPeriods.initiated),
      })
      .from(rollupPeriods)
      .where(periods("day", now - DAYS * DAY_MS))
      .groupBy(rollupPeriods.starts_at),
    db
      .select({ answers: sumOfCounts(rollupPeriods.answers) })
      .from(rollupPeriods)
      .where(periods("hour", Math.floor((now - DAY_MS) / HOUR_MS) * HOUR_MS)),
  ]);
  const countOfDay = new Map(byDay.map((row) => [row.day, row.count]));
  const figures = toFigures(totals);
  return {
    ...figures,
    transactions: {
      ...figures.transactions,
      by_day: Object.fromEntries(days.map((day) => [day, countOfDay.get(day) ?? 0])),
    },
    latency_ms: estimatePercentiles(latency?.answers ?? []),
  };
}

function toFigures(totals: readonly Total[]) {
  // Rows stay when nothing is left of what they counted.
  const payments = totals.filter((row) => row.kind === "payment" && row.count !== 0);
  const webhooks = totals.filter((row) => row.kind === "webhook");
  const ended = sumCounts(payments.filter(hasStatus(isFinal)));
  return {
    transactions: {
      total: sumCounts(payments),
      by_status: {
        ...Object.fromEntries(TRANSACTION_STATUSES.map((each) => [each, 0])),
        ...countBy(payments, "status"),
      },
      by_provider: countBy(payments, "provider"),
    },
    success_rate: ended === 0 ? null : sumCounts(payments.filter(hasStatus(isPaid))) / ended,
    volume: toVolume(payments.filter(hasStatus(isPaid))),
    webhooks: {
      backlog: sumCounts(webhooks.filter((row) => BACKLOG.includes(row.status))),
      dead_letters: sumCounts(webhooks.filter((row) => row.status === "dead")),
    },
  };
}

function sumCounts(rows: readonly Total[]): number {
  return rows.reduce((sum, row) => sum + row.count, 0);
}

function countBy(rows: readonly Total[], member: "status" | "provider"): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const row of rows) counts[row[member]] = (counts[row[member]] ?? 0) + row.count;
  return counts;
}

function hasStatus(test: (status: (typeof TRANSACTION_STATUSES)[number]) => boolean) {
  const statuses: readonly string[] = TRANSACTION_STATUSES.filter(test);
  return (row: Total) => statuses.includes(row.status);
}

function toVolume(rows: readonly Total[]): MetricsFigures["volume"] {
  const amounts = new Map<string, number>();
  for (const { currency, amount_minor } of rows) amounts.set(currency, (amounts.get(currency) ?? 0) + amount_minor);
  return [...amounts].sort().map(([currency, amount_minor]) => ({ currency, amount_minor }));
}
