import { toEnqueuedEvent } from "../../domain/delivery/enqueued-event.ts";
import { isWanted } from "../../domain/webhook-endpoint/event-filter.ts";
import { encodeCursor } from "../../storage/postgres/cursor.ts";
import { listEventsByTime } from "../../storage/postgres/event-repository.ts";
import type { Gateway } from "../gateway.ts";
import type { Caller } from "../principal.ts";
import { readCursor } from "../read-cursor.ts";
import { readDatabase } from "../read-database.ts";
import { getWebhookEndpoint } from "../webhook-endpoints/webhook-endpoints.ts";
import { disabled } from "./deliveries.ts";

/** Events that one request has looked at: at 20 a second they leave within a minute. */
export const MAX_REPLAYED = 1_000;

/** Which events are to be sent again; times are RFC 3339, both included. */
export interface ReplayRange {
  readonly from: string;
  readonly to: string;
  readonly cursor?: string | undefined;
}

/** How many were queued, and where to go on when the range holds more. */
export interface ReplayResult {
  readonly queued: number;
  readonly has_more: boolean;
  readonly next_cursor: string | null;
}

/**
 * Has a merchant's events of a time range sent to one of its endpoints again, the oldest first and at a bounded rate,
 * those included that it never got. What is still on its way there is left alone.
 */
export async function replayEvents(
  gateway: Gateway,
  caller: Caller,
  endpointId: string,
  range: ReplayRange,
): Promise<ReplayResult> {
  const after = readCursor(range.cursor, ["instant", "uuid"]);
  const endpoint = await getWebhookEndpoint(gateway, caller, endpointId);
  if (endpoint.status === "disabled") throw disabled();
  const { merchantId } = endpoint;
  const query = { merchantId, from: range.from, to: range.to, after, limit: MAX_REPLAYED + 1 };
  const found = await readDatabase(() => listEventsByTime(gateway.postgres, query));
  const events = found.slice(0, MAX_REPLAYED);
  const wanted = events.filter(({ type }) => isWanted(endpoint.events, type)).map(toEnqueuedEvent);
  if (wanted.length > 0) await gateway.callEndpoint(endpoint.id, (object) => object.replay(endpoint, wanted));
  const last = events.at(-1);
  const hasMore = found.length > MAX_REPLAYED;
  const next = hasMore && last !== undefined ? encodeCursor([last.timestamp, last.id]) : null;
  return { queued: wanted.length, has_more: hasMore, next_cursor: next };
}
