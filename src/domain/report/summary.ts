import type { Percentiles } from "./latency.ts";

/** The lengths of time a summary can be cut into; both in UTC. */
export const SUMMARY_INTERVALS = ["hour", "day"] as const;

/** One of them. */
export type SummaryInterval = (typeof SUMMARY_INTERVALS)[number];

/** What happened in one interval with one provider and currency; each thing counts when it happened. */
export interface SummaryPoint {
  /** RFC 3339: when the interval began. */
  readonly start: string;
  readonly provider: string;
  readonly currency: string;
  readonly initiated: number;
  readonly completed: number;
  readonly failed: number;
  readonly cancelled: number;
  /** What the completed payments brought, before refunds. */
  readonly volume_minor: number;
  /** Refunds that were completed. */
  readonly refunds: number;
  readonly refunded_minor: number;
}

/** The same for the whole range. */
export interface SummaryTotal extends Omit<SummaryPoint, "start"> {
  /** Completed among those that ended (completed, failed or cancelled); null when none did. */
  readonly success_rate: number | null;
}

/** Payouts of the whole range. */
export interface PayoutTotal {
  readonly provider: string;
  readonly currency: string;
  readonly initiated: number;
  readonly completed: number;
  readonly failed: number;
  readonly volume_minor: number;
}

/** What a summary is made of. */
export interface SummaryFigures {
  /** By time, provider and currency; intervals in which nothing happened are left out. */
  readonly series: readonly SummaryPoint[];
  readonly payouts: readonly PayoutTotal[];
  /** Providers' first answers. */
  readonly latency_ms: Percentiles;
  /** From a payment's beginning to its completion. */
  readonly completion_ms: Percentiles;
  /** All payments as they stand now, whatever the range; every status, 0 where there is none. */
  readonly by_status: Readonly<Record<string, number>>;
  readonly under_review: number;
}

/** Adds a series up by provider and currency. */
export function totalsOf(series: readonly SummaryPoint[]): SummaryTotal[] {
  const totals = new Map<string, Omit<SummaryPoint, "start">>();
  for (const { start: _, ...point } of series) {
    const key = JSON.stringify([point.provider, point.currency]);
    const sum = totals.get(key);
    totals.set(key, sum === undefined ? point : add(sum, point));
  }
  return [...totals.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, total]) => ({ ...total, success_rate: successRate(total) }));
}

/** Completed payments among those that came to an end, 0 to 1; null when none did. */
export function successRate(ended: { completed: number; failed: number; cancelled: number }): number | null {
  const count = ended.completed + ended.failed + ended.cancelled;
  return count === 0 ? null : ended.completed / count;
}

function add(a: Omit<SummaryPoint, "start">, b: Omit<SummaryPoint, "start">): Omit<SummaryPoint, "start"> {
  return {
    provider: a.provider,
    currency: a.currency,
    initiated: a.initiated + b.initiated,
    completed: a.completed + b.completed,
    failed: a.failed + b.failed,
    cancelled: a.cancelled + b.cancelled,
    volume_minor: a.volume_minor + b.volume_minor,
    refunds: a.refunds + b.refunds,
    refunded_minor: a.refunded_minor + b.refunded_minor,
  };
}
