import { and, eq, inArray, type SQL, sql } from "drizzle-orm";
import { TRANSACTION_STATUSES } from "../../domain/payment/state-machine.ts";
import { estimatePercentiles } from "../../domain/report/latency.ts";
import type { PayoutTotal, SummaryFigures, SummaryInterval, SummaryPoint } from "../../domain/report/summary.ts";
import type { PostgresClient } from "./postgres-client.ts";
import { EVERYBODY, inPeriods, sumOf, sumOfCounts } from "./rollup-sums.ts";
import { rollupPeriods } from "./schema/rollup-periods.ts";
import { rollupTotals } from "./schema/rollup-totals.ts";
import { exactInstant } from "./stored-instant.ts";

/** What to sum up. `from` and `to` are RFC 3339 and begin intervals; `to` itself is not included. */
export interface SummaryQuery {
  /** Null: everybody's. */
  readonly merchantId: string | null;
  readonly interval: SummaryInterval;
  readonly from: string;
  readonly to: string;
  readonly provider: string | null;
  readonly currency: string | null;
  /** Points of the series; with more there is no summary. */
  readonly maxPoints: number;
}

/** Sums rollups up, whose number does not grow with that of payments; null when the series has too many points. */
export async function readSummary({ db }: PostgresClient, query: SummaryQuery): Promise<SummaryFigures | null> {
  const { starts_at, kind, provider, currency } = rollupPeriods;
  const { initiated, completed, failed, cancelled, volume } = rollupPeriods;
  const filter = (table: typeof rollupPeriods | typeof rollupTotals): (SQL | undefined)[] => [
    query.provider === null ? undefined : eq(table.provider, query.provider),
    query.currency === null ? undefined : eq(table.currency, query.currency),
  ];
  const range = and(inPeriods(query.merchantId, query.interval, query.from, query.to), ...filter(rollupPeriods));
  const isPayment = sql`${kind} = 'payment'`;
  const isRefund = sql`${kind} = 'refund'`;
  const [points, payouts, [latency], statuses] = await db.batch([
    db
      .select({
        start: exactInstant(starts_at),
        provider,
        currency,
        initiated: sumOf(initiated, isPayment),
        completed: sumOf(completed, isPayment),
        failed: sumOf(failed, isPayment),
        cancelled: sumOf(cancelled, isPayment),
        volume_minor: sumOf(volume, isPayment),
        refunds: sumOf(completed, isRefund),
        refunded_minor: sumOf(volume, isRefund),
      })
      .from(rollupPeriods)
      .where(and(range, inArray(kind, ["payment", "refund"])))
      .groupBy(starts_at, provider, currency)
      .orderBy(starts_at, provider, currency)
      .limit(query.maxPoints + 1),
    db
      .select({
        provider,
        currency,
        initiated: sumOf(initiated),
        completed: sumOf(completed),
        failed: sumOf(failed),
        volume_minor: sumOf(volume),
      })
      .from(rollupPeriods)
      .where(and(range, eq(kind, "payout")))
      .groupBy(provider, currency)
      .orderBy(provider, currency),
    db
      .select({ answers: sumOfCounts(rollupPeriods.answers), completions: sumOfCounts(rollupPeriods.completions) })
      .from(rollupPeriods)
      .where(and(range, eq(kind, "payment"))),
    db
      .select({
        status: rollupTotals.status,
        entries: sumOf(rollupTotals.entries),
        under_review: sumOf(rollupTotals.under_review),
      })
      .from(rollupTotals)
      .where(
        and(
          eq(rollupTotals.merchant_id, query.merchantId ?? EVERYBODY),
          eq(rollupTotals.kind, "payment"),
          ...filter(rollupTotals),
        ),
      )
      .groupBy(rollupTotals.status),
  ]);
  if (points.length > query.maxPoints) return null;
  return {
    series: points.filter(hasHappened),
    payouts: payouts.filter(hasHappened),
    latency_ms: estimatePercentiles(latency?.answers ?? []),
    completion_ms: estimatePercentiles(latency?.completions ?? []),
    by_status: {
      ...Object.fromEntries(TRANSACTION_STATUSES.map((status) => [status, 0])),
      ...Object.fromEntries(statuses.map((row) => [row.status, row.entries])),
    },
    under_review: statuses.reduce((sum, row) => sum + row.under_review, 0),
  };
}

/** A row stays when all that was counted in it has moved elsewhere, as when a payment was given up and came late. */
function hasHappened(row: SummaryPoint | PayoutTotal): boolean {
  return Object.values(row).some((value) => typeof value === "number" && value !== 0);
}
