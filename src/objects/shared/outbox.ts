import type { Projection } from "../../domain/projection.ts";

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
  /** Whether Postgres is known to have every row up to a position. */
  hasArrived(position: number): boolean;
  /** Audit entries of a chain that Postgres has for sure, given how many there are. */
  flushedCount(chain: string, written: number): number;
  state(): DestinationState;
  /**
   * Notes that rows have arrived. In memory only, to be stored along with the next change: a write of its own for each
   * batch would cost as much as a payment, and were it forgotten, the rows would arrive twice, which changes nothing.
   */
  confirm(position: number): void;
  /** Stores what was confirmed and drops the rows that nobody needs any more. */
  settle(): void;
  park(row: OutboxRow, reason: string, now: number): void;
  schedule(nextAt: number | null, failures: number): void;
}

const POSTGRES = "postgres";
/** Rows leave by the flusher within a second; were the object reset before that, the alarm sends them after this. */
export const FLUSH_SAFETY_MS = 10_000;

/** The outbox in an object's own database. */
export function createOutbox(sql: SqlStorage): Outbox {
  let confirmed = 0;
  const storedCursor = () => Number(sql.exec("SELECT cursor FROM destinations WHERE name = ?", POSTGRES).one().cursor);
  const arrived = () => Math.max(confirmed, storedCursor());
  const schedule = (nextAt: number | null, failures: number) => {
    sql.exec("UPDATE destinations SET next_at = ?, failures = ? WHERE name = ?", nextAt, failures, POSTGRES);
  };
  const settle = () => {
    if (confirmed === 0) return;
    sql.exec("UPDATE destinations SET cursor = max(cursor, ?) WHERE name = ?", confirmed, POSTGRES);
    sql.exec("DELETE FROM outbox WHERE position <= (SELECT min(cursor) FROM destinations)");
    confirmed = 0;
    if (sql.exec("SELECT 1 FROM outbox LIMIT 1").toArray().length === 0) schedule(null, 0);
  };
  return {
    schedule,
    settle,
    state() {
      const row = sql.exec("SELECT next_at, failures FROM destinations WHERE name = ?", POSTGRES).one();
      return { nextAt: row.next_at === null ? null : Number(row.next_at), failures: Number(row.failures) };
    },
    append(chain, firstSequence, projection, now) {
      settle();
      const { position } = sql
        .exec(
          "INSERT INTO outbox (chain, first_sequence, doc) VALUES (?, ?, ?) RETURNING position",
          chain,
          firstSequence,
          JSON.stringify(projection),
        )
        .one();
      sql.exec(
        "UPDATE destinations SET next_at = ? WHERE name = ? AND next_at IS NULL",
        now + FLUSH_SAFETY_MS,
        POSTGRES,
      );
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
