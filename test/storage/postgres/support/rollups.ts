import { LATENCY_BOUNDS_MS, LATENCY_COUNTS } from "../../../../src/domain/report/latency.ts";
import type { TestDatabase } from "./test-database.ts";

/** Rollups as key and figures, slots added up and without those that come to nothing. */
export type Rollups = Readonly<Record<string, readonly number[]>>;

/** What the rollup tables say. */
export async function readRollups(database: TestDatabase): Promise<Rollups> {
  const rollups: Record<string, number[]> = {};
  const totals = await database.sql(`select concat_ws('|', 'total', merchant_id, kind, provider, currency, status),
    entries, under_review, volume from rollup_totals`);
  for (const [key, ...figures] of totals) add(rollups, key ?? "", figures.map(Number));
  const periods =
    await database.sql(`select concat_ws('|', period, to_char(starts_at at time zone 'UTC', 'YYYY-MM-DD HH24'),
    merchant_id, kind, provider, currency), initiated, completed, failed, cancelled, volume, answers_ms, completions_ms,
    array_to_string(answers, ','), array_to_string(completions, ',') from rollup_periods`);
  for (const [key, ...figures] of periods) {
    add(
      rollups,
      key ?? "",
      figures.flatMap((figure) => figure?.split(",").map(Number) ?? []),
    );
  }
  return withoutNothing(rollups);
}

/** The same, counted from the rows of the tables themselves by rules written down here once more. */
export async function countFromTables(database: TestDatabase): Promise<Rollups> {
  const rollups: Record<string, number[]> = {};
  const rows = async (table: string) => {
    const found = await database.sql(`select to_jsonb(t)::text from ${table} t`);
    return found.map(([row]): Row => JSON.parse(row ?? "{}"));
  };
  for (const row of await rows("transactions")) {
    const isPaid = ["completed", "partially_refunded", "refunded"].includes(row.status);
    const isLost = row.status === "failed" || row.status === "cancelled";
    const lostAt = isLost ? (row.ended_at ?? row.updated_at) : null;
    const endedAt = isPaid ? (row.completed_at ?? row.ended_at ?? row.updated_at) : lostAt;
    const outcome = isPaid ? "completed" : row.status;
    const amount = isPaid ? (row.captured_minor ?? row.amount_minor ?? 0) : (row.amount_minor ?? 0);
    const took = isPaid && endedAt ? Date.parse(endedAt) - Date.parse(row.created_at) : null;
    count(rollups, "payment", row, { amount, endedAt, outcome, answer: row.provider_latency_ms ?? null, took });
  }
  for (const kind of ["refund", "payout"] as const) {
    for (const row of await rows(`${kind}s`)) {
      const doneAt = row.status === "completed" ? (row.completed_at ?? row.updated_at) : null;
      const endedAt = row.status === "failed" ? row.updated_at : doneAt;
      count(rollups, kind, row, {
        amount: row.amount_minor ?? 0,
        endedAt,
        outcome: row.status,
        answer: null,
        took: null,
      });
    }
  }
  for (const row of await rows("webhook_events")) {
    for (const owner of ownersOf(row)) {
      add(rollups, ["total", owner, "webhook", row.provider, "", row.status].join("|"), [1, 0, 0]);
    }
  }
  return withoutNothing(rollups);
}

interface Row {
  readonly merchant_id: string | null;
  readonly provider: string;
  readonly currency: string;
  readonly status: string;
  readonly amount_minor?: number;
  readonly captured_minor?: number | null;
  readonly review?: unknown;
  readonly created_at: string;
  readonly updated_at: string;
  readonly completed_at?: string | null;
  readonly ended_at?: string | null;
  readonly provider_latency_ms?: number | null;
}

interface Meaning {
  readonly amount: number;
  readonly endedAt: string | null | undefined;
  readonly outcome: string;
  readonly answer: number | null;
  readonly took: number | null;
}

function count(rollups: Record<string, number[]>, kind: string, row: Row, meaning: Meaning): void {
  const none = Array<number>(LATENCY_COUNTS).fill(0);
  const isReviewed = row.review !== null && row.review !== undefined;
  for (const owner of ownersOf(row)) {
    const total = ["total", owner, kind, row.provider, row.currency, row.status].join("|");
    add(rollups, total, [1, isReviewed ? 1 : 0, meaning.amount]);
    for (const key of periodsOf(row.created_at, owner, [kind, row.provider, row.currency])) {
      add(rollups, key, [1, 0, 0, 0, 0, meaning.answer ?? 0, 0, ...countOf(meaning.answer), ...none]);
    }
    if (!meaning.endedAt) continue;
    const is = (outcome: string) => (meaning.outcome === outcome ? 1 : 0);
    const volume = is("completed") * meaning.amount;
    const ends = [0, is("completed"), is("failed"), is("cancelled"), volume, 0, meaning.took ?? 0];
    for (const key of periodsOf(meaning.endedAt, owner, [kind, row.provider, row.currency])) {
      add(rollups, key, [...ends, ...none, ...countOf(meaning.took)]);
    }
  }
}

function ownersOf(row: Row): string[] {
  return row.merchant_id === null ? [""] : ["", row.merchant_id];
}

function periodsOf(time: string, owner: string, rest: readonly string[]): string[] {
  const [day = "", clock = ""] = new Date(time).toISOString().split("T");
  const of = (period: string, start: string) => [period, start, owner, ...rest].join("|");
  const own = [of("hour", `${day} ${clock.slice(0, 2)}`), of("day", `${day} 00`)];
  return owner === "" ? [...own, of("ever", "1970-01-01 00")] : own;
}

function countOf(ms: number | null): number[] {
  const bounds = [...LATENCY_BOUNDS_MS, Number.POSITIVE_INFINITY];
  const place = bounds.findIndex((bound) => ms !== null && ms <= bound);
  return bounds.map((_, index) => (index === place ? 1 : 0));
}

function add(rollups: Record<string, number[]>, key: string, figures: readonly number[]): void {
  const known = rollups[key] ?? figures.map(() => 0);
  rollups[key] = known.map((figure, index) => figure + (figures[index] ?? 0));
}

function withoutNothing(rollups: Record<string, number[]>): Rollups {
  return Object.fromEntries(Object.entries(rollups).filter(([, figures]) => figures.some((figure) => figure !== 0)));
}
