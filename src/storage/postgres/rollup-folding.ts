import { type SQL, sql } from "drizzle-orm";
import { LATENCY_COUNTS } from "../../domain/report/latency.ts";
import type { PostgresClient } from "./postgres-client.ts";

/** Rows of one call: well within a second. */
const FOLDED_ROWS = 10_000;

const KEY = ["merchant_id", "period", "starts_at", "kind", "provider", "currency"];
const SUMS = ["initiated", "completed", "failed", "cancelled", "volume", "answers_ms", "completions_ms"];
const HISTOGRAMS = ["answers", "completions"];

/**
 * Moves sums of hours and days that have been over for an hour and more into one row each, so that readers have less to
 * add up. By then writers have gone over to that row themselves (`roll_up` in migration 0006), so nobody waits.
 */
export async function foldRollups({ db }: PostgresClient): Promise<void> {
  await db.execute(STATEMENT);
}

const STATEMENT = foldingStatement();

function foldingStatement(): SQL {
  const columns = [...KEY, "slot", ...SUMS, ...HISTOGRAMS];
  const summed = [
    ...KEY,
    "-1",
    ...SUMS.map((name) => `sum(${name})`),
    ...HISTOGRAMS.map((name) => `array[${eachCount((place) => `sum(${name}[${place}])`)}]`),
  ];
  const added = [
    ...SUMS.map((name) => `${name} = present.${name} + excluded.${name}`),
    ...HISTOGRAMS.map((name) => {
      const counts = eachCount((place) => `present.${name}[${place}] + excluded.${name}[${place}]`);
      return `${name} = array[${counts}]`;
    }),
  ];
  return sql.raw(`
    with spread as (
      delete from rollup_periods where slot >= 0 and (${[...KEY, "slot"].join(", ")}) in (
        select ${[...KEY, "slot"].join(", ")} from rollup_periods
        where slot >= 0 and ((period = 'hour' and starts_at < now() - interval '2 hours 5 minutes')
          or (period = 'day' and starts_at < now() - interval '25 hours 5 minutes'))
        order by period, starts_at limit ${FOLDED_ROWS}
      ) returning *
    )
    insert into rollup_periods as present (${columns.join(", ")})
    select ${summed.join(", ")} from spread group by ${KEY.join(", ")} order by ${KEY.join(", ")}
    on conflict (${[...KEY, "slot"].join(", ")}) do update set ${added.join(", ")}`);
}

function eachCount(term: (place: number) => string): string {
  return Array.from({ length: LATENCY_COUNTS }, (_, index) => term(index + 1)).join(", ");
}
