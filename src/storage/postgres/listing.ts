import { type AnyColumn, type SQL, sql } from "drizzle-orm";
import { encodeCursor } from "./cursor.ts";

/** Why a list cannot be given; each is the caller's mistake, never an error of the store. */
export type ListRefusal = "cursor_invalid" | "page_too_deep" | "event_unknown";

/** One page of a list, in the contract's words, or why there is none. */
export type Listing<Row> =
  | {
      readonly ok: true;
      readonly data: readonly Row[];
      readonly has_more: boolean;
      readonly next_cursor: string | null;
    }
  | { readonly ok: false; readonly refusal: ListRefusal };

/** The outcome for a caller who asked for what cannot be. */
export function refused(refusal: ListRefusal): { readonly ok: false; readonly refusal: ListRefusal } {
  return { ok: false, refusal };
}

/** Makes a page of up to `limit` rows out of a query for one more, which is how it is known that there is more. */
export function toListing<Row>(
  rows: readonly Row[],
  limit: number,
  positionOf: (row: Row) => readonly string[],
): Listing<Row> {
  const data = rows.slice(0, limit);
  const last = data.at(-1);
  const hasMore = rows.length > limit;
  return { ok: true, data, has_more: hasMore, next_cursor: hasMore && last ? encodeCursor(positionOf(last)) : null };
}

/**
 * The condition that a row is the merchant's own. Null is the platform's operator, who sees all: a caller's merchant id
 * is never optional, so that nobody sees everything by forgetting to say who they are.
 */
export function ownedBy(merchantColumn: AnyColumn, merchantId: string | null): SQL | undefined {
  return merchantId === null ? undefined : sql`${merchantColumn} = ${merchantId}`;
}

/** The condition that a row comes after a position in a list of descending order; as one row comparison, for the index. */
export function olderThan(columns: readonly AnyColumn[], position: readonly string[] | null): SQL | undefined {
  if (position === null) return undefined;
  const values = columns.map((column, index) => sql`${position[index]}::${sql.raw(column.getSQLType())}`);
  return sql`(${sql.join([...columns], sql`, `)}) < (${sql.join(values, sql`, `)})`;
}

/** The condition that a time lies between two others, both included; the texts are RFC 3339. */
export function within(column: AnyColumn, from: string | undefined, to: string | undefined): SQL | undefined {
  if (from === undefined && to === undefined) return undefined;
  const bounds = [
    ...(from === undefined ? [] : [sql`${column} >= ${from}::timestamptz`]),
    ...(to === undefined ? [] : [sql`${column} <= ${to}::timestamptz`]),
  ];
  return sql.join(bounds, sql` and `);
}
