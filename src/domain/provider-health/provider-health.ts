import type { CallVerdict } from "./judge-call.ts";

/** How an account at a provider has been doing. Times are epoch milliseconds. */
export interface ProviderHealth {
  /** Failures since the last mutation that was served. */
  readonly failuresInRow: number;
  readonly lastGoodAt: number | null;
  readonly lastFailureAt: number | null;
  /** Since when others are asked first; null: it is asked in its turn. */
  readonly openedAt: number | null;
  /** From when one payment may try it again; its failure moves this on. */
  readonly trialAt: number | null;
  /** Trials that have failed since it was opened, for the back-off. */
  readonly failedTrials: number;
}

/** What several calls have told, in the order they came. */
export interface HealthTally {
  readonly served: number;
  readonly answered: number;
  readonly failed: number;
  /** Failures after the last one that was served. */
  readonly failedSinceServed: number;
}

/** What is shown of an account's health (contract section 9). */
export type ShownHealth = "ok" | "failing" | "unknown";

/** So many failures in a row are no accident. */
const FAILURES_TO_OPEN = 3;
/** Failures further apart than this are not a row. */
const ROW_MS = 300_000;
/** How long a failing account is left alone, doubled with every trial that fails, up to the longest. */
const FIRST_REST_MS = 10_000;
const LONGEST_REST_MS = 120_000;
/** What was last heard longer ago than this says nothing of now. */
const RECENT_MS = 900_000;

/** Nothing is known. */
export const UNKNOWN_HEALTH: ProviderHealth = {
  failuresInRow: 0,
  lastGoodAt: null,
  lastFailureAt: null,
  openedAt: null,
  trialAt: null,
  failedTrials: 0,
};

/** Nothing has been told. */
export const EMPTY_TALLY: HealthTally = { served: 0, answered: 0, failed: 0, failedSinceServed: 0 };

/** The tally with one more call. */
export function countCall(tally: HealthTally, verdict: CallVerdict): HealthTally {
  if (verdict === "served") return { ...tally, served: tally.served + 1, failedSinceServed: 0 };
  if (verdict === "answered") return { ...tally, answered: tally.answered + 1 };
  return { ...tally, failed: tally.failed + 1, failedSinceServed: tally.failedSinceServed + 1 };
}

/**
 * The circuit breaker: opened by failures in a row, closed by a mutation that is served once a trial is allowed. What was
 * on its way when it opened does not close it.
 */
export function observe(health: ProviderHealth, tally: HealthTally, now: number): ProviderHealth {
  const { served, answered, failed, failedSinceServed } = tally;
  if (served + answered + failed === 0) return health;
  const isRow = health.lastFailureAt !== null && now - health.lastFailureAt <= ROW_MS;
  const before = served === 0 && isRow ? health.failuresInRow : 0;
  const heard: ProviderHealth = {
    ...health,
    failuresInRow: before + (served === 0 ? failed : failedSinceServed),
    lastGoodAt: served + answered > 0 ? now : health.lastGoodAt,
    lastFailureAt: failed > 0 ? now : health.lastFailureAt,
  };
  return health.openedAt === null ? openIfFailing(heard, now) : reconsider(heard, tally, now);
}

function openIfFailing(health: ProviderHealth, now: number): ProviderHealth {
  if (health.failuresInRow < FAILURES_TO_OPEN) return health;
  return { ...health, openedAt: now, trialAt: now + FIRST_REST_MS, failedTrials: 0 };
}

function reconsider(health: ProviderHealth, { served, failed, failedSinceServed }: HealthTally, now: number) {
  if (now < (health.trialAt ?? 0)) return health;
  if (served > 0 && failedSinceServed === 0) {
    return { ...health, failuresInRow: 0, openedAt: null, trialAt: null, failedTrials: 0 };
  }
  if (failed === 0) return health;
  const failedTrials = health.failedTrials + 1;
  const restMs = Math.min(LONGEST_REST_MS, FIRST_REST_MS * 2 ** Math.min(failedTrials, 10));
  return { ...health, failedTrials, trialAt: now + restMs };
}

/** Whether others are asked first. `mayTry`: its rest is over, and one payment may find out whether it is back. */
export function breakerOf({ openedAt, trialAt }: ProviderHealth, now: number): "closed" | "open" | "may_try" {
  if (openedAt === null) return "closed";
  return now < (trialAt ?? 0) ? "open" : "may_try";
}

/** What to show. */
export function showHealth({ openedAt, lastGoodAt, lastFailureAt }: ProviderHealth, now: number): ShownHealth {
  const isRecent = (at: number | null) => at !== null && now - at < RECENT_MS;
  if (openedAt !== null && isRecent(lastFailureAt)) return "failing";
  return openedAt === null && isRecent(lastGoodAt) ? "ok" : "unknown";
}
