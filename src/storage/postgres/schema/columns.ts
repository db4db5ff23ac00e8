import { type AnyColumn, type SQL, sql } from "drizzle-orm";
import { bigint, customType, timestamp } from "drizzle-orm/pg-core";
import { MAX_MINOR_DIGITS } from "../../../domain/money.ts";

/** A point in time. Read as text: a JavaScript Date would cut the microseconds that keyset paging and audit need. */
export const instant = () => timestamp({ withTimezone: true, mode: "string" });

/** A count, version or amount of minor units: 64 bits in Postgres, never past 2^53 by the checks and by its makers. */
export const wholeNumber = () => bigint({ mode: "number" });

/** The 64-bit transaction id that never wraps around, as decimal text. */
export const xid8 = customType<{ data: string }>({ dataType: () => "xid8" });

/** The family of an account's id (see domain/provider-account/account-id.ts), as an expression that is indexed. */
export function accountFamily(accountId: AnyColumn): SQL {
  return sql`(regexp_replace(${accountId}, '\\.[1-9][0-9]{0,8}$', ''))`;
}

/** A check that a column holds one of a closed list of words. The list is the domain's own, so it cannot drift. */
export function isOneOf(column: AnyColumn, words: readonly string[]): SQL {
  return sql`${column} in (${sql.raw(words.map((word) => `'${word}'`).join(", "))})`;
}

/** A check that a column holds an amount that the gateway can read back exactly (see domain/money.ts). */
export function isAmount(column: AnyColumn): SQL {
  return sql`${column} between 0 and ${sql.raw("9".repeat(MAX_MINOR_DIGITS))}`;
}
