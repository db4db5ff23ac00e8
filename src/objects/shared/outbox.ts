import type { Projection } from "../../domain/projection.ts";
import { createMirror } from "./run-atomically.ts";

/** Who is told what an object has written. Every object has `postgres`; those whose changes make events have all. */
export type DestinationName = "postgres" | "channels" | "webhooks";

/** One row on its way out. */
export interface OutboxRow {
  readonly position: number;
  readonly chain: string;
  readonly projection: Projection;
}

/** When a destination is served next by the alarm (null: nothing waits for it) and how often it has failed in a row. */
export interface DestinationState {
  readonly nextAt: number | null;
  readonly failures: number;
}

/** One of those an object has to tell: with a cursor, a backoff and parked rows of its own, so none waits for another. */
export interface OutboxDestination {
  readonly name: DestinationName;
  /** Rows that are not known to have arrived, in order. */
  read(limit: number): OutboxRow[];
  /** Whether any row is not known to have arrived. */
  isWaiting(): boolean;
  /** Whether the destination is known to have every row up to a position. */
  hasArrived(position: number): boolean;
  state(): DestinationState;
  /**
   * Notes that rows have arrived. In memory only, to be stored with many others: a write of its own for each batch would
   * cost as much as a payment, and were it forgotten, the rows would arrive twice, which changes nothing.
   */
  confirm(position: number): void;
  /** Sets a row aside that the destination can never take. */
  park(row: OutboxRow, reason: string, now: number): void;
  schedule(nextAt: number | null, failures: number): void;
}

/** What one object has yet to tell. */
export interface Outbox {
  /** Adds a row and tells its position; `firstSequence` is the audit sequence of its first entry, in chain `chain`. */
  append(chain: string, firstSequence: number, projection: Projection, now: number): number;
  readonly destinations: readonly OutboxDestination[];
  to(name: DestinationName): OutboxDestination;
  /** When the alarm has to serve the first of the destinations; null when nothing waits for any. */
  state(): { readonly nextAt: number | null };
  /** Audit entries of a chain that Postgres has for sure, given how many there are. */
  flushedCount(chain: string, written: number): number;
  /** Whether a row of a chain is still to reach Postgres; those it can never take are not. */
  isOnItsWay(chain: string): boolean;
  /** Stores what was confirmed and drops the rows that nobody needs any more. */
  settle(): void;
  /** Makes the next question be answered from storage, whatever memory says. */
  forget(): void;
}

/** Rows leave by the flushers within a second; were the object reset before that, the alarm sends them after this. */
export const FLUSH_SAFETY_MS = 10_000;
/** Confirmed rows are dropped so many at a time along with a new one, and what is left of them by the alarm. */
const SETTLE_ROWS = 10;

interface StoredDestination extends DestinationState {
  readonly cursor: number;
}

/** What storage holds of the outbox, but for the rows themselves. */
interface OutboxState {
  /** Position of the newest row. */
  readonly newest: number;
  readonly byName: ReadonlyMap<string, StoredDestination>;
}

/** The outbox in an object's own database, whose `destinations` table says whom there is to tell. */
export function createOutbox(storage: DurableObjectStorage): Outbox {
  const { sql } = storage;
  const confirmed = new Map<string, number>();
  const stored = createMirror(storage, () => readState(sql));
  const storedOf = (name: string): StoredDestination => {
    const found = stored.get().byName.get(name);
    if (found === undefined) throw new Error(`this outbox does not tell ${name}`);
    return found;
  };
  const arrived = (name: string) => Math.max(confirmed.get(name) ?? 0, storedOf(name).cursor);
  const isWaiting = (name: string) => stored.get().newest > arrived(name);
  const save = (name: string, changes: Partial<StoredDestination>) => {
    const next = { ...storedOf(name), ...changes };
    const { cursor, nextAt, failures } = next;
    sql.exec(
      "UPDATE destinations SET cursor = ?, next_at = ?, failures = ? WHERE name = ?",
      cursor,
      nextAt,
      failures,
      name,
    );
    stored.set({ ...stored.get(), byName: new Map(stored.get().byName).set(name, next) });
  };
  const names = [...stored.get().byName.keys()] as DestinationName[];
  const settle = () => {
    const moved = names.filter((name) => arrived(name) > storedOf(name).cursor);
    for (const name of moved) {
      save(name, { cursor: arrived(name), ...(isWaiting(name) ? {} : { nextAt: null, failures: 0 }) });
    }
    if (moved.length > 0) sql.exec("DELETE FROM outbox WHERE position <= (SELECT min(cursor) FROM destinations)");
  };
  const scheduleIdle = (nextAt: number) => {
    const idle = [...stored.get().byName].filter(([, { nextAt: known }]) => known === null);
    if (idle.length === 0) return;
    sql.exec("UPDATE destinations SET next_at = ? WHERE next_at IS NULL", nextAt);
    const byName = new Map(stored.get().byName);
    for (const [name, state] of idle) byName.set(name, { ...state, nextAt });
    stored.set({ ...stored.get(), byName });
  };
  const toDestination = (name: DestinationName): OutboxDestination => ({
    name,
    read: (limit) => readRows(sql, arrived(name), limit),
    isWaiting: () => isWaiting(name),
    hasArrived: (position) => position <= arrived(name),
    state: () => storedOf(name),
    confirm(position) {
      confirmed.set(name, Math.max(confirmed.get(name) ?? 0, position));
    },
    park: (row, reason, now) => parkRow(sql, name, row, reason, now),
    schedule: (nextAt, failures) => save(name, { nextAt, failures }),
  });
  const destinations = names.map(toDestination);
  return {
    destinations,
    to(name) {
      const found = destinations.find((destination) => destination.name === name);
      if (found === undefined) throw new Error(`this outbox does not tell ${name}`);
      return found;
    },
    settle,
    forget: stored.forget,
    state() {
      const times = [...stored.get().byName.values()].map(({ nextAt }) => nextAt).filter((nextAt) => nextAt !== null);
      return { nextAt: times.length === 0 ? null : Math.min(...times) };
    },
    append(chain, firstSequence, projection, now) {
      if (names.some((name) => arrived(name) - storedOf(name).cursor >= SETTLE_ROWS)) settle();
      scheduleIdle(now + FLUSH_SAFETY_MS);
      const { position } = sql
        .exec(
          "INSERT INTO outbox (chain, first_sequence, doc) VALUES (?, ?, ?) RETURNING position",
          chain,
          firstSequence,
          JSON.stringify(projection),
        )
        .one();
      stored.set({ ...stored.get(), newest: Number(position) });
      return Number(position);
    },
    flushedCount(chain, written) {
      const after = arrived("postgres");
      const row = sql
        .exec("SELECT min(first_sequence) AS first FROM outbox WHERE chain = ? AND position > ?", chain, after)
        .one();
      return row.first === null ? written : Number(row.first) - 1;
    },
    isOnItsWay(chain) {
      const query = "SELECT 1 FROM outbox WHERE chain = ? AND position > ? LIMIT 1";
      return sql.exec(query, chain, arrived("postgres")).toArray().length > 0;
    },
  };
}

function readState(sql: SqlStorage): OutboxState {
  const newest = Number(sql.exec("SELECT max(position) AS newest FROM outbox").one().newest ?? 0);
  const rows = [...sql.exec("SELECT name, cursor, next_at, failures FROM destinations ORDER BY name")];
  const byName = new Map<string, StoredDestination>();
  for (const row of rows) {
    const cursor = Number(row.cursor);
    // An older version that runs beside this one knows of Postgres only: what it wrote is due for the others.
    const unscheduled = newest > cursor ? 0 : null;
    const nextAt = row.next_at === null ? unscheduled : Number(row.next_at);
    byName.set(String(row.name), { cursor, nextAt, failures: Number(row.failures) });
  }
  return { newest, byName };
}

function readRows(sql: SqlStorage, after: number, limit: number): OutboxRow[] {
  const rows = sql.exec(
    "SELECT position, chain, doc FROM outbox WHERE position > ? ORDER BY position LIMIT ?",
    after,
    limit,
  );
  return [...rows].map((row) => ({
    position: Number(row.position),
    chain: String(row.chain),
    projection: JSON.parse(String(row.doc)) as Projection,
  }));
}

function parkRow(sql: SqlStorage, name: DestinationName, row: OutboxRow, reason: string, now: number): void {
  sql.exec(
    "INSERT OR REPLACE INTO parked (destination, position, chain, doc, reason, parked_at) VALUES (?, ?, ?, ?, ?, ?)",
    name,
    row.position,
    row.chain,
    JSON.stringify(row.projection),
    reason,
    now,
  );
}
