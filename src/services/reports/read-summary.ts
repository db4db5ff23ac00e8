import { Problem } from "../../domain/problem.ts";
import { type SummaryFigures, type SummaryInterval, type SummaryTotal, totalsOf } from "../../domain/report/summary.ts";
import { toRfc3339 } from "../../lib/clock.ts";
import { findProvider } from "../../providers/registry.ts";
import { readSummary as readFigures } from "../../storage/postgres/summary-repository.ts";
import type { Gateway } from "../gateway.ts";
import { type Principal, reportedMerchant } from "../principal.ts";
import { readDatabase } from "../read-database.ts";

/** What a caller asks to have summed up; times are epoch milliseconds, the filters undefined where there is none. */
export interface SummaryRequest {
  readonly interval: SummaryInterval;
  readonly from: number | undefined;
  readonly to: number | undefined;
  readonly merchantId: string | undefined;
  readonly provider: string | undefined;
  readonly currency: string | undefined;
}

/** The answer of `GET /reports/summary`. */
export interface Summary extends SummaryFigures {
  readonly from: string;
  readonly to: string;
  readonly interval: SummaryInterval;
  readonly merchant_id: string | null;
  readonly providers: readonly string[];
  readonly currencies: readonly string[];
  readonly totals: readonly SummaryTotal[];
  readonly generated_at: string;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** What is shown unless asked otherwise, and the most that is: some hundreds of points of each provider and currency. */
const RANGES = {
  hour: { stepMs: HOUR_MS, usualMs: DAY_MS, maxMs: 31 * DAY_MS, words: "31 days by hour" },
  day: { stepMs: DAY_MS, usualMs: 30 * DAY_MS, maxMs: 400 * DAY_MS, words: "400 days by day" },
} as const;
/** RFC 3339 knows no year 10000. */
const LAST_MOMENT_MS = Date.parse("9999-12-31T23:59:59.999Z");
/** About a megabyte of answer. */
const MAX_POINTS = 5_000;

/**
 * Sums up what happened between two times, from rollups. Every hour or day (UTC) that the range touches counts whole;
 * the answer's `from` and `to` are the bounds that follow.
 */
export async function readSummary(gateway: Gateway, principal: Principal, request: SummaryRequest): Promise<Summary> {
  const { interval } = request;
  const now = gateway.clock();
  const merchantId = reportedMerchant(principal, request.merchantId);
  const range = toRange(request, now);
  const provider = request.provider && (findProvider(request.provider)?.description.name ?? request.provider);
  const figures = await readDatabase(() =>
    readFigures(gateway.postgres, {
      merchantId,
      interval,
      ...range,
      provider: provider ?? null,
      currency: request.currency ?? null,
      maxPoints: MAX_POINTS,
    }),
  );
  if (figures === null)
    throw refused("from", "There are too many points: narrow the range, or give provider or currency.");
  const totals = totalsOf(figures.series);
  return {
    ...range,
    interval,
    merchant_id: merchantId,
    providers: [...new Set(totals.map((total) => total.provider))].sort(),
    currencies: [...new Set(totals.map((total) => total.currency))].sort(),
    totals,
    ...figures,
    generated_at: toRfc3339(now),
  };
}

function toRange({ interval, from, to }: SummaryRequest, now: number): { from: string; to: string } {
  const { stepMs, usualMs, maxMs, words } = RANGES[interval];
  const end = to ?? (from === undefined ? now : Math.max(now, from + 1));
  const start = from ?? end - usualMs;
  if (start >= end) throw refused("to", "Give a time after from.");
  if (end - start > maxMs) throw refused("from", `Give at most ${words}.`);
  return {
    from: toRfc3339(Math.floor(start / stepMs) * stepMs),
    to: toRfc3339(Math.min(Math.ceil(end / stepMs) * stepMs, LAST_MOMENT_MS)),
  };
}

function refused(path: string, message: string): Problem {
  return new Problem("validation_failed", message, { errors: [{ path, message }] });
}
