import type { Summary } from "../../../src/client/index.ts";

/** One line or stack of a chart: a value for each interval, null where there is none. */
export interface ChartSeries {
  readonly name: string;
  readonly values: readonly (number | null)[];
}

/** What a chart shows. */
export interface ChartData {
  /** The beginning of each interval, oldest first, epoch seconds. */
  readonly starts: readonly number[];
  readonly series: readonly ChartSeries[];
}

/** What the volume can be split by. */
export type SplitBy = "provider" | "currency";

const INTERVAL_SECONDS = { hour: 3_600, day: 86_400 } as const;

type Row = Summary["series"][number];

/** What was paid in one currency, minor units, a stack for each provider. */
export function volumeChart(summary: Summary, currency: string): ChartData {
  const rows = summary.series.filter((row) => row.currency === currency);
  return toChart(summary, rows, ({ provider }) => provider, sumOf("volume_minor"));
}

/** How many payments were made, a stack for each provider or currency. */
export function paymentsChart(summary: Summary, by: SplitBy): ChartData {
  return toChart(summary, summary.series, (row) => row[by], sumOf("initiated"));
}

/** The share of ended payments that were paid, percent, a line for each provider or currency. */
export function successChart(summary: Summary, by: SplitBy): ChartData {
  return toChart(
    summary,
    summary.series,
    (row) => row[by],
    (rows) => {
      const completed = sumOf("completed")(rows);
      const ended = completed + sumOf("failed")(rows) + sumOf("cancelled")(rows);
      return ended === 0 ? null : (100 * completed) / ended;
    },
  );
}

function sumOf(member: "initiated" | "completed" | "failed" | "cancelled" | "volume_minor") {
  return (rows: readonly Row[]) => rows.reduce((sum, row) => sum + row[member], 0);
}

/** Every interval of the range, those without anything too; a series for each name there is, in the alphabet's order. */
function toChart(
  { from, to, interval }: Summary,
  rows: readonly Row[],
  nameOf: (row: Row) => string,
  figureOf: (rows: readonly Row[]) => number | null,
): ChartData {
  const step = INTERVAL_SECONDS[interval];
  const first = Math.floor(Date.parse(from) / 1_000 / step) * step;
  const end = Date.parse(to) / 1_000;
  const starts = Array.from(
    { length: Math.max(1, Math.ceil((end - first) / step)) },
    (_, index) => first + index * step,
  );
  const groups = Map.groupBy(rows, (row) => `${nameOf(row)}|${Date.parse(row.start) / 1_000}`);
  const names = [...new Set(rows.map(nameOf))].sort();
  const series = names.map((name) => ({
    name,
    values: starts.map((start) => figureOf(groups.get(`${name}|${start}`) ?? [])),
  }));
  return { starts, series };
}

/** The figures of a whole range. */
export interface RangeFigures {
  readonly initiated: number;
  readonly successRate: number | null;
  /** In one currency: different ones cannot be added up. */
  readonly volumeMinor: number;
  readonly refundedMinor: number;
  readonly refunds: number;
}

/** What a range comes to, in one currency where it is about money. */
export function rangeFigures({ totals }: Summary, currency: string): RangeFigures {
  const sum = (of: (total: Summary["totals"][number]) => number) =>
    totals.reduce((before, total) => before + of(total), 0);
  const inCurrency = (of: (total: Summary["totals"][number]) => number) =>
    sum((total) => (total.currency === currency ? of(total) : 0));
  const completed = sum((total) => total.completed);
  const ended = completed + sum((total) => total.failed + total.cancelled);
  return {
    initiated: sum((total) => total.initiated),
    successRate: ended === 0 ? null : completed / ended,
    volumeMinor: inCurrency((total) => total.volume_minor),
    refundedMinor: inCurrency((total) => total.refunded_minor),
    refunds: sum((total) => total.refunds),
  };
}

/** The currency in which most payments were paid: what one wants to see first. */
export function mainCurrency({ totals, currencies }: Summary): string | undefined {
  const counts = new Map<string, number>();
  for (const { currency, completed } of totals) counts.set(currency, (counts.get(currency) ?? 0) + completed);
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0] ?? currencies[0];
}
