/** East Africa Time is three hours ahead of UTC all year round. */
const AHEAD_MS = 10_800_000;

/** A moment as `YYYYMMDDHHmmss` in East Africa Time. */
export function toEatTimestamp(epochMs: number): string {
  return new Date(epochMs + AHEAD_MS).toISOString().replace(/\D/g, "").slice(0, 14);
}

/** Reads Daraja's three ways to write a moment, as epoch milliseconds; null for anything else. */
export function fromEatTime(value: string): number | null {
  const compact = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})$/.exec(value);
  const dotted = /^(\d{1,2})[./](\d{1,2})[./](\d{4}) (\d{1,2}):(\d{2}):(\d{2})$/.exec(value);
  const parts = compact?.slice(1) ?? (dotted && [dotted[3], dotted[2], dotted[1], ...dotted.slice(4)]);
  if (!parts) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.map(Number);
  const time = Date.UTC(year, month - 1, day, hour, minute, second) - AHEAD_MS;
  // What names no moment, such as a 13th month, would quietly become another.
  const digits = [year, month, day, hour, minute, second].map((part) => String(part).padStart(2, "0")).join("");
  return toEatTimestamp(time) === digits ? time : null;
}
