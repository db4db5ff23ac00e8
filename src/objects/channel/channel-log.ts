/** An event as it is sent, and its id. */
export interface LoggedEvent {
  readonly id: string;
  /** The event's JSON, byte for byte as every socket gets it. */
  readonly text: string;
}

/** Events of one channel in the order they came, the newest of them only. */
export interface ChannelLog {
  /** Adds an event; false when it is there already. */
  add(event: LoggedEvent, now: number): boolean;
  /** What came after an event; null when that cannot be told any more, or is too much to repeat. */
  since(eventId: string): Iterable<string> | null;
  /** Drops what is old. Tells when there will be more to drop, or null when nothing is left. */
  prune(now: number): number | null;
}

/** Kept at most: a minute of a very busy merchant, some tens of megabytes. Also how far back a repeat is recognised. */
const KEPT_EVENTS = 20_000;
/** Repeated at most: what one socket is sent at once. Whoever missed more reads the feed. */
const REPLAYED_EVENTS = 2_000;
/** Kept this long (but the newest, or a client that missed nothing could not be told so). */
const KEPT_MS = 86_400_000;
/** A channel where nothing has happened for so long is forgotten altogether. */
const QUIET_MS = 30 * KEPT_MS;
/** Old events are dropped many at a time. */
const PRUNE_INTERVAL_MS = 3_600_000;

/** The log in the object's own database. */
export function createChannelLog(sql: SqlStorage): ChannelLog {
  const newest = () => Number(sql.exec("SELECT max(position) AS newest FROM log").one().newest ?? 0);
  return {
    add({ id, text }, now) {
      const [added] = sql
        .exec(
          `INSERT INTO log (event_id, doc, logged_at) VALUES (?, ?, ?)
           ON CONFLICT (event_id) DO NOTHING RETURNING position`,
          id,
          text,
          now,
        )
        .toArray();
      if (added === undefined) return false;
      sql.exec("DELETE FROM log WHERE position <= ?", Number(added.position) - KEPT_EVENTS);
      return true;
    },
    since(eventId) {
      const [row] = sql.exec("SELECT position FROM log WHERE event_id = ?", eventId).toArray();
      if (row === undefined || Number(row.position) < newest() - REPLAYED_EVENTS) return null;
      return textsAfter(sql, Number(row.position));
    },
    prune(now) {
      const last = newest();
      sql.exec("DELETE FROM log WHERE logged_at <= ? AND position < ?", now - KEPT_MS, last);
      sql.exec("DELETE FROM log WHERE logged_at <= ?", now - QUIET_MS);
      const { oldest, events } = sql.exec("SELECT min(logged_at) AS oldest, count(*) AS events FROM log").one();
      if (oldest === null) return null;
      const isQuiet = Number(events) === 1;
      return Math.max(now + PRUNE_INTERVAL_MS, Number(oldest) + (isQuiet ? QUIET_MS : KEPT_MS));
    },
  };
}

function* textsAfter(sql: SqlStorage, position: number): Iterable<string> {
  for (const { doc } of sql.exec("SELECT doc FROM log WHERE position > ? ORDER BY position", position)) {
    yield String(doc);
  }
}
