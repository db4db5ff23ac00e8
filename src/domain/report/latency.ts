/**
 * Upper bounds of the counts that latencies are kept in, milliseconds, ascending; one more count holds what is above the
 * last. The database sorts by the same bounds (`latency_bucket` in migration 0006): they never change.
 */
export const LATENCY_BOUNDS_MS = [
  10, 25, 50, 100, 200, 350, 500, 750, 1_000, 2_000, 3_500, 5_000, 10_000, 30_000, 60_000, 300_000, 900_000, 3_600_000,
  86_400_000,
] as const;

/** How many counts a histogram has. */
export const LATENCY_COUNTS = LATENCY_BOUNDS_MS.length + 1;

/** Estimates in milliseconds; null without a single observation. */
export interface Percentiles {
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
}

/** Percentiles of what was counted, one count for each bound and one above. */
export function estimatePercentiles(counts: readonly number[]): Percentiles {
  return { p50: estimate(counts, 0.5), p95: estimate(counts, 0.95), p99: estimate(counts, 0.99) };
}

/**
 * Observations are taken to lie evenly between the bounds of their count, as Prometheus's `histogram_quantile` takes
 * them; of those above the last bound no more is known than that bound.
 */
function estimate(counts: readonly number[], fraction: number): number | null {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total <= 0) return null;
  const rank = fraction * total;
  let below = 0;
  let lower = 0;
  for (const [index, upper] of LATENCY_BOUNDS_MS.entries()) {
    const count = counts[index] ?? 0;
    if (count > 0 && below + count >= rank) return Math.round(lower + ((rank - below) / count) * (upper - lower));
    below += count;
    lower = upper;
  }
  return lower;
}
