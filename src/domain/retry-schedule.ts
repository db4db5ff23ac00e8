/** Delays in seconds between attempts; an attempt past the last one is not made. */
export type RetrySchedule = readonly number[];

/** The default of the contract: 1 min, 5 min, 15 min, 1 h, 6 h. */
export const DEFAULT_RETRY_SCHEDULE: RetrySchedule = [60, 300, 900, 3600, 21_600];

/** Milliseconds to wait after a number of failed retries (0 after the first failure), or null when it was the last. */
export function retryDelayMs(schedule: RetrySchedule, retriesMade: number): number | null {
  const seconds = schedule[retriesMade];
  return seconds === undefined ? null : seconds * 1000;
}
