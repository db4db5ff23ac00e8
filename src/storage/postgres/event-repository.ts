import { and, asc, eq, sql } from "drizzle-orm";
import type { EventType, GatewayEvent } from "../../domain/event/event.ts";
import { type ListRefusal, ownedBy, refused, within } from "./listing.ts";
import type { PostgresClient } from "./postgres-client.ts";
import { events } from "./schema/events.ts";
import { exactInstant } from "./stored-instant.ts";

const EVENT = {
  id: events.id,
  type: sql<EventType>`${events.type}`,
  sequence: events.sequence,
  transaction_id: events.transaction_id,
  timestamp: exactInstant(events.timestamp),
  data: events.data,
};

/** Where to read on in the feed. The caller has checked that `after` is a UUID and the limit in range. */
export interface EventFeedQuery {
  readonly merchantId: string | null;
  /** Id of the last event that was read; null starts at the very first. */
  readonly after: string | null;
  readonly limit: number;
}

/** A stretch of the feed, oldest first, or the refusal of an `after` that is not there or not the caller's. */
export type EventFeed =
  | { readonly ok: true; readonly data: readonly GatewayEvent[]; readonly has_more: boolean }
  | { readonly ok: false; readonly refusal: ListRefusal };

/**
 * Reads the feed on from an event. Whoever goes on from the last event each time reads every event once and misses none:
 * events show only when no transaction that could still put one before them is running (see schema/events.ts).
 */
export async function readEventFeed(client: PostgresClient, query: EventFeedQuery): Promise<EventFeed> {
  const { db } = client;
  const mine = ownedBy(events.merchant_id, query.merchantId);
  const settled = sql`${events.xact_id} < pg_snapshot_xmin(pg_current_snapshot())`;
  const page = db
    .select(EVENT)
    .from(events)
    .orderBy(asc(events.xact_id), asc(events.position))
    .limit(query.limit + 1);
  if (query.after === null) return toFeed(await page.where(and(mine, settled)), query.limit);

  // Two sub-selects, not one of two columns: only so does Postgres walk the index from there.
  const known = and(eq(events.id, query.after), mine);
  const xactId = db.select({ xact_id: events.xact_id }).from(events).where(known);
  const position = db.select({ position: events.position }).from(events).where(known);
  const later = sql`(${events.xact_id}, ${events.position}) > ((${xactId}), (${position}))`;
  const [found, rows] = await db.batch([position, page.where(and(mine, settled, later))]);
  return found.length === 0 ? refused("event_unknown") : toFeed(rows, query.limit);
}

/** A stretch of one merchant's events by their time, the oldest first; times are RFC 3339 and both included. */
export interface EventsByTimeQuery {
  readonly merchantId: string;
  readonly from: string;
  readonly to: string;
  /** Time and id of the last event that was read. */
  readonly after: readonly string[] | null;
  readonly limit: number;
}

/** A merchant's events of a time range, in the order of time. */
export function listEventsByTime(
  { db }: PostgresClient,
  { merchantId, from, to, after, limit }: EventsByTimeQuery,
): Promise<GatewayEvent[]> {
  const later =
    after === null
      ? undefined
      : sql`(${events.timestamp}, ${events.id}) > (${after[0]}::timestamptz, ${after[1]}::uuid)`;
  return db
    .select(EVENT)
    .from(events)
    .where(and(eq(events.merchant_id, merchantId), within(events.timestamp, from, to), later))
    .orderBy(asc(events.timestamp), asc(events.id))
    .limit(limit);
}

function toFeed(rows: readonly GatewayEvent[], limit: number): EventFeed {
  return { ok: true, data: rows.slice(0, limit), has_more: rows.length > limit };
}
