const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** A moment in the viewer's zone and language, to the second: "22 Nov 2026, 08:47:22". */
export function formatTime(iso: string, locale?: string, timeZone?: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "medium", ...zone(timeZone) }).format(
    new Date(iso),
  );
}

/** The same without the year where it is this one, for tables: "22 Nov, 08:47". */
export function formatTimeShort(iso: string, now: number, locale?: string, timeZone?: string): string {
  const date = new Date(iso);
  const isThisYear = date.getFullYear() === new Date(now).getFullYear();
  return new Intl.DateTimeFormat(locale, {
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
    ...(isThisYear ? {} : { year: "numeric" }),
    ...zone(timeZone),
  }).format(date);
}

/** The moment in UTC, as the API says it, for who compares with logs: "2026-11-22 08:47:22.031 UTC". */
export function formatUtc(iso: string): string {
  return `${new Date(iso).toISOString().replace("T", " ").replace("Z", "")} UTC`;
}

/** How long ago or how soon, in the largest unit that says something: "3 min ago". */
export function formatRelative(iso: string, now: number, locale?: string): string {
  const deltaMs = Date.parse(iso) - now;
  const size = Math.abs(deltaMs);
  const format = new Intl.RelativeTimeFormat(locale, { numeric: "auto", style: "short" });
  if (size < MINUTE_MS) return format.format(Math.round(deltaMs / 1_000), "second");
  if (size < HOUR_MS) return format.format(Math.round(deltaMs / MINUTE_MS), "minute");
  if (size < DAY_MS) return format.format(Math.round(deltaMs / HOUR_MS), "hour");
  return format.format(Math.round(deltaMs / DAY_MS), "day");
}

/** Milliseconds as people read them: "12 ms", "1.4 s", "2.5 min". */
export function formatDuration(durationMs: number): string {
  if (durationMs < 1_000) return `${Math.round(durationMs)} ms`;
  if (durationMs < MINUTE_MS) return `${(durationMs / 1_000).toFixed(1)} s`;
  if (durationMs < HOUR_MS) return `${(durationMs / MINUTE_MS).toFixed(1)} min`;
  return `${(durationMs / HOUR_MS).toFixed(1)} h`;
}

function zone(timeZone: string | undefined) {
  return timeZone === undefined ? {} : { timeZone };
}
