import { asc } from "drizzle-orm";
import type { PostgresClient } from "./postgres-client.ts";
import { inPeriods, sumOf, sumOfCounts } from "./rollup-sums.ts";
import { rollupPeriods } from "./schema/rollup-periods.ts";

/** Everybody's figures of one kind, provider and currency since the first payment. */
export interface LifetimeFigures {
  readonly kind: string;
  readonly provider: string;
  readonly currency: string;
  readonly completed: number;
  /** Minor units; what was completed. */
  readonly volume: number;
  /** Counts of a histogram by `LATENCY_BOUNDS_MS`, and the sum of what was counted in it. */
  readonly answers: readonly number[];
  readonly answers_ms: number;
  readonly completions: readonly number[];
  readonly completions_ms: number;
}

/** What monitoring takes differences of; read from as many rows as there are slots, providers and currencies. */
export function readLifetime({ db }: PostgresClient): Promise<LifetimeFigures[]> {
  const { kind, provider, currency, completed, volume } = rollupPeriods;
  const { answers, answers_ms, completions, completions_ms } = rollupPeriods;
  return db
    .select({
      kind,
      provider,
      currency,
      completed: sumOf(completed),
      volume: sumOf(volume),
      answers: sumOfCounts(answers),
      answers_ms: sumOf(answers_ms),
      completions: sumOfCounts(completions),
      completions_ms: sumOf(completions_ms),
    })
    .from(rollupPeriods)
    .where(inPeriods(null, "ever", "1970-01-01T00:00:00Z", "1970-01-02T00:00:00Z"))
    .groupBy(kind, provider, currency)
    .orderBy(asc(kind), asc(provider), asc(currency));
}
