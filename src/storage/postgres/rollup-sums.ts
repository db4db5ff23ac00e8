import { and, type SQL, sql } from "drizzle-orm";
import type { AnyPgColumn } from "drizzle-orm/pg-core";
import { LATENCY_COUNTS } from "../../domain/report/latency.ts";
import { rollupPeriods } from "./schema/rollup-periods.ts";

/** The merchant id under which rollups hold everybody's figures. */
export const EVERYBODY = "";

/** Adds up exactly; past 2^53 the sum is read to the nearest number that JSON readers can hold. */
export function sumOf(column: AnyPgColumn, where?: SQL): SQL<number> {
  const filter = where === undefined ? sql`` : sql` filter (where ${where})`;
  return sql<number>`coalesce(sum(${column})${filter}, 0)`.mapWith(Number);
}

/** The counts of a histogram, each added up over the rows. */
export function sumOfCounts(column: AnyPgColumn): SQL<number[]> {
  const each = Array.from({ length: LATENCY_COUNTS }, (_, index) => {
    return sql`coalesce(sum(${column}[${sql.raw(String(index + 1))}]), 0)`;
  });
  return sql<number[]>`array_to_string(array[${sql.join(each, sql`, `)}], ',')`.mapWith((text: string) =>
    text.split(",").map(Number),
  );
}

/** The condition for whole periods of one length from one moment (included) to another (not included). */
export function inPeriods(merchantId: string | null, period: "hour" | "day" | "ever", from: string, to: string) {
  return and(
    sql`${rollupPeriods.merchant_id} = ${merchantId ?? EVERYBODY}`,
    sql`${rollupPeriods.period} = ${period}`,
    sql`${rollupPeriods.starts_at} >= ${from}::timestamptz`,
    sql`${rollupPeriods.starts_at} < ${to}::timestamptz`,
  );
}
