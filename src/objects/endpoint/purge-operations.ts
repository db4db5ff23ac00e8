import type { EndpointContext } from "./endpoint-context.ts";

const DAY_MS = 86_400_000;
/** How long the log shows what has come to rest. */
const RESTING_DAYS = 30;
/** How long an endpoint may stay disabled before what is parked is forgotten; the event feed still has it. */
const PARKED_DAYS = 90;
/** The log of a busy endpoint is kept for so many events: some hundred megabytes in the object. */
const MAX_ROWS = 100_000;
const ROWS_PER_PURGE = 2_000;
const PURGE_EVERY_MS = 3_600_000;

/** Forgets resting deliveries that are too old or too many, some at a time. What is still to be sent stays. */
export function purgeDeliveries({ deliveries, timers, clock }: EndpointContext): void {
  const now = clock();
  const rules = {
    restingBefore: now - RESTING_DAYS * DAY_MS,
    parkedBefore: now - PARKED_DAYS * DAY_MS,
    maxRows: MAX_ROWS,
  };
  const purged = deliveries.purge(rules, ROWS_PER_PURGE);
  timers.set("purge", "", purged < ROWS_PER_PURGE ? now + PURGE_EVERY_MS : now + 1);
}
