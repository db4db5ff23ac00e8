import type { CallResult } from "./parts/caller-part.ts";

/** Speed of one Worker at one number of callers. */
export interface Speed {
  readonly rps: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly errors: number;
}

/** Puts the bursts of one measurement together; only requests that were answered 201 count as requests. */
export function summarize(bursts: readonly CallResult[]): Speed {
  const latencies = bursts.flatMap(({ latenciesMs }) => [...latenciesMs]).sort((a, b) => a - b);
  const seconds = bursts.reduce((sum, { durationMs }) => sum + durationMs, 0) / 1_000;
  const errors = bursts.flatMap((burst) => Object.values(burst.errors)).reduce((sum, count) => sum + count, 0);
  return {
    rps: seconds === 0 ? 0 : latencies.length / seconds,
    p50Ms: percentile(latencies, 50),
    p95Ms: percentile(latencies, 95),
    errors,
  };
}

/** Nearest rank, of sorted values; 0 when there are none. */
export function percentile(sorted: readonly number[], percent: number): number {
  return sorted[Math.max(0, Math.ceil((sorted.length * percent) / 100) - 1)] ?? 0;
}
