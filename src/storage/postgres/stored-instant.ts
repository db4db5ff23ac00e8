import { type AnyColumn, type SQL, sql } from "drizzle-orm";

const EPOCH_SECONDS = /^(\d{1,15})\.(\d{6})$/;

/**
 * Selects a timestamptz as RFC 3339 text. Read as seconds since the epoch with six decimals: unlike any other text form
 * that depends on no session setting, and unlike a Date it keeps the microseconds.
 */
export function exactInstant<Column extends AnyColumn>(column: Column): SQL<InstantOf<Column>> {
  return sql<InstantOf<Column>>`extract(epoch from ${column})::text`.mapWith(toInstant);
}

type InstantOf<Column extends AnyColumn> = Column["_"]["notNull"] extends true ? string : string | null;

/**
 * RFC 3339 in UTC: with milliseconds, the form of the API, when that is exact, and with all six decimals when it is not.
 * What the gateway never writes (infinity, times before 1970) stays as Postgres told it, so that it shows as wrong.
 */
export function toInstant(epochSeconds: string): string {
  const [, seconds, micros] = EPOCH_SECONDS.exec(epochSeconds) ?? [];
  if (seconds === undefined || micros === undefined) return epochSeconds;
  const date = new Date(Number(seconds) * 1000);
  if (Number.isNaN(date.getTime())) return epochSeconds;
  const fraction = micros.endsWith("000") ? micros.slice(0, 3) : micros;
  return date.toISOString().replace(".000Z", `.${fraction}Z`);
}
