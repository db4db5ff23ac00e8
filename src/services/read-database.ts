import { Problem } from "../domain/problem.ts";
import { classifyDatabaseError } from "../storage/postgres/classify-database-error.ts";
import type { Listing } from "../storage/postgres/listing.ts";

/**
 * Runs a read of Postgres. Its being away is answered as 503; other errors of the driver hold parameters, so only their
 * summary goes on.
 */
export async function readDatabase<Result>(read: () => Promise<Result>): Promise<Result> {
  try {
    return await read();
  } catch (error) {
    const { kind, summary } = classifyDatabaseError(error);
    const cause = new Error(`${kind}: ${summary}`);
    if (kind !== "unavailable") throw cause;
    throw new Problem("database_unavailable", "Try again in a few seconds.", { retryAfterSeconds: 5, cause });
  }
}

/** A page of a list in the public shape. */
export interface Page<Row> {
  readonly data: readonly Row[];
  readonly has_more: boolean;
  readonly next_cursor: string | null;
}

/** Runs a read that gives a list; what the caller asked for wrongly is 422. */
export async function readPage<Row>(read: () => Promise<Listing<Row>>): Promise<Page<Row>> {
  const listing = await readDatabase(read);
  if (!listing.ok) {
    const path = { cursor_invalid: "cursor", page_too_deep: "page", event_unknown: "after" }[listing.refusal];
    const message = {
      cursor_invalid: "It is not a cursor of this list.",
      page_too_deep: "Pages this deep are not served; go on with cursor.",
      event_unknown: "There is no such event.",
    }[listing.refusal];
    throw new Problem("validation_failed", message, { errors: [{ path, message }] });
  }
  return { data: listing.data, has_more: listing.has_more, next_cursor: listing.next_cursor };
}
