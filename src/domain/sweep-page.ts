/** Merchants woken in one run of the cron: with their endpoints a few hundred short calls, well within its minute. */
export const SWEEP_PAGE_SIZE = 200;
/** How often the cron of wrangler.toml runs: at another pace, pages would be passed over. */
const SWEEP_EVERY_MS = 60_000;

/** Which of the known merchants one run of the cron wakes, in the order of their names. */
export interface SweepPage {
  readonly offset: number;
  readonly limit: number;
}

/**
 * The page whose turn it is. It follows from the time alone, so no cursor can be lost: consecutive runs take consecutive
 * pages, and each merchant has its turn once in as many minutes as there are pages. A run that is left out, or a
 * merchant that comes between, costs some merchants one round.
 */
export function sweepPageAt(scheduledAt: number, merchants: number): SweepPage {
  const pages = Math.max(1, Math.ceil(merchants / SWEEP_PAGE_SIZE));
  const turn = Math.floor(scheduledAt / SWEEP_EVERY_MS) % pages;
  return { offset: turn * SWEEP_PAGE_SIZE, limit: SWEEP_PAGE_SIZE };
}
