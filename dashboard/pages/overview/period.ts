import type { SummaryQuery } from "../../../src/client/index.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** The periods one can choose from: how long, and what they are cut into. */
export const PERIODS = [
  { name: "24h", title: "24 hours", lengthMs: DAY_MS, interval: "hour" },
  { name: "7d", title: "7 days", lengthMs: 7 * DAY_MS, interval: "hour" },
  { name: "30d", title: "30 days", lengthMs: 30 * DAY_MS, interval: "day" },
  { name: "90d", title: "90 days", lengthMs: 90 * DAY_MS, interval: "day" },
] as const;

/** One of them. */
export type Period = (typeof PERIODS)[number];

/** The period that an address names, or the first. */
export function parsePeriod(name: string | null): Period {
  return PERIODS.find((period) => period.name === name) ?? PERIODS[0];
}

/** What to ask for, up to now: whole hours or days, so that the question stays the same until the next one begins. */
export function toSummaryQuery({ lengthMs, interval }: Period, now: number): SummaryQuery {
  const stepMs = interval === "hour" ? HOUR_MS : DAY_MS;
  const to = Math.ceil((now + 1) / stepMs) * stepMs;
  return { from: new Date(to - lengthMs).toISOString(), to: new Date(to).toISOString(), interval };
}
