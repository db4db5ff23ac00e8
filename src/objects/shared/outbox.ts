import type { Projection } from "../../domain/projection.ts";
import { createMirror } from "./run-atomically.ts";

/** Tables of the outbox: rows in the order they were written, and how far each destination has come. */
export const OUTBOX_SCHEMA = `
  CREATE TABLE outbox (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    chain TEXT NOT NULL,
    first_sequence INTEGER NOT NULL,
    doc TEXT NOT NULL
  );
  CREATE INDEX outbox_chain ON outbox (chain, first_sequence);
  CREATE TABLE destinations (
    name TEXT PRIMARY KEY,
    cursor INTEGER NOT NULL DEFAULT 0,
    next_at INTEGER,
    failures INTEGER NOT NULL DEFAULT 0
  );
  INSERT INTO destinations (name) VALUES ('postgres');
  CREATE TABLE parked (
    destination TEXT NOT NULL,
    position INTEGER NOT NULL,
    chain TEXT NOT NULL,
    doc TEXT NOT NULL,
    reason TEXT NOT NULL,
    parked_at INTEGER NOT NULL,
    PRIMARY KEY (destination, position)
  );`;

/**
 * The same rows in one tree instead of three, which every payment writes to. Positions are never used twice, since
 * the newest row is never deleted: not by us, and not by an older version that deletes all that have arrived.
 */
export const OUTBOX_IN_ONE_TREE = `
  CREATE TABLE outbox_rows (
    position INTEGER PRIMARY KEY,
    chain TEXT NOT NULL,
    first_sequence INTEGER NOT NULL,
    doc TEXT NOT NULL
  );
  INSERT INTO outbox_rows (position, chain, first_sequence, doc)
    SELECT position, chain, first_sequence, doc FROM outbox;
  INSERT OR IGNORE INTO outbox_rows (position, chain, first_sequence, doc)
    SELECT cursor, '', 0, '{}' FROM destinations WHERE cursor > 0;
  DROP TABLE outbox;
  ALTER TABLE outbox_rows RENAME TO outbox;
  CREATE TRIGGER outbox_newest_stays BEFORE DELETE ON outbox
    WHEN old.position = (SELECT max(position) FROM outbox)
    BEGIN SELECT RAISE(IGNORE); END;`;

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

/** What one object has yet to tell Postgres. Further destinations get cursors of their own. */
export interface Outbox {
  /** Adds a row and tells its position; `firstSequence` is the audit sequence of its first entry, in chain `chain`. */
  append(chain: string, firstSequence: number, projection: Projection, now: number): number;
  /** Rows that are not known to have arrived, in order. */
  read(limit: number): OutboxRow[];
  /** Whether any row is not known to have arrived. */
  isWaiting(): boolean;
  /** Whether Postgres is known to have every row up to a position. */
  hasArrived(position: number): boolean;
  /** Audit entries of a chain that Postgres has for sure, given how many there are. */
  flushedCount(chain: string, written: number): number;
  state(): DestinationState;
  /**
   * Notes that rows have arrived. In memory only, to be stored with many others: a write of its own for each batch would
   * cost as much as a payment, and were it forgotten, the rows would arrive twice, which changes nothing.
   */
  confirm(position: number): void;
  /** Stores what was confirmed and drops the rows that nobody needs any more. */
  settle(): void;
  park(row: OutboxRow, reason: string, now: number): void;
  schedule(nextAt: number | null, failures: number): void;
  /** Makes the next question be answered from storage, whatever memory says. */
  forget(): void;
}

const POSTGRES = "postgres";
/** Rows leave by the flusher within a second; were the object reset before that, the alarm sends them after this. */
export const FLUSH_SAFETY_MS = 10_000;
/** Confirmed rows are dropped so many at a time along with a new one, and what is left of them by the alarm. */
const SETTLE_ROWS = 10;

/** What storage holds of the outbox, but for the rows themselves. */
interface OutboxState extends DestinationState {
  readonly cursor: number;
  /** Position of the newest row. */
  readonly newest: number;
}

/** The outbox in an object's own database. */
export function createOutbox(storage: DurableObjectStorage): Outbox {
  const { sql } = storage;
  let confirmed = 0;
  const stored = createMirror(storage, (): OutboxState => {
    const row = sql
      .exec(
        `SELECT cursor, next_at, failures, (SELECT max(position) FROM outbox) AS newest
         FROM destinations WHERE name = ?`,
        POSTGRES,
      )
      .one();
    const nextAt = row.next_at === null ? null : Number(row.next_at);
    return { nextAt, failures: Number(row.failures), cursor: Number(row.cursor), newest: Number(row.newest ?? 0) };
  });
  const arrived = () => Math.max(confirmed, stored.get().cursor);
  const isWaiting = () => stored.get().newest > arrived();
  const save = (changes: Partial<Omit<OutboxState, "newest">>) => {
    const next = { ...stored.get(), ...changes };
    const { cursor, nextAt, failures } = next;
    sql.exec(
      "UPDATE destinations SET cursor = ?, next_at = ?, failures = ? WHERE name = ?",
      cursor,
      nextAt,
      failures,
      POSTGRES,
    );
    stored.set(next);
  };
  const settle = () => {
    const position = arrived();
    if (position === stored.get().cursor) return;
    save({ cursor: position, ...(isWaiting() ? {} : { nextAt: null, failures: 0 }) });
    sql.exec("DELETE FROM outbox WHERE position <= (SELECT min(cursor) FROM destinations)");
  };
  return {
    settle,
    isWaiting,
    forget: stored.forget,
    state: stored.get,
    schedule: (nextAt, failures) => save({ nextAt, failures }),
    append(chain, firstSequence, projection, now) {
      if (arrived() - stored.get().cursor >= SETTLE_ROWS) settle();
      if (stored.get().nextAt === null) save({ nextAt: now + FLUSH_SAFETY_MS });
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
    read(limit) {
      const rows = sql.exec(
        "SELECT position, chain, doc FROM outbox WHERE position > ? ORDER BY position LIMIT ?",
        arrived(),
        limit,
      );
      return [...rows].map((row) => ({
        position: Number(row.position),
        chain: String(row.chain),
        projection: JSON.parse(String(row.doc)) as Projection,
      }));
    },
    hasArrived: (position) => position <= arrived(),
    flushedCount(chain, written) {
      const row = sql
        .exec("SELECT min(first_sequence) AS first FROM outbox WHERE chain = ? AND position > ?", chain, arrived())
        .one();
      return row.first === null ? written : Number(row.first) - 1;
    },
    confirm(position) {
      confirmed = Math.max(confirmed, position);
    },
    park(row, reason, now) {
      sql.exec(
        "INSERT OR REPLACE INTO parked (destination, position, chain, doc, reason, parked_at) VALUES (?, ?, ?, ?, ?, ?)",
        POSTGRES,
        row.position,
        row.chain,
        JSON.stringify(row.projection),
        reason,
        now,
      );
    },
  };
}
