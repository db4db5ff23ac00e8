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

/** How far a destination has come and when it is served next; null: nothing waits for it. */
export interface DestinationState {
  readonly cursor: number;
  readonly nextAt: number | null;
  readonly failures: number;
}

/** What one object has yet to tell Postgres. Further destinations get cursors of their own. */
export interface Outbox {
  /** Adds a row and tells its position; `firstSequence` is the audit sequence of its first entry, `chain` that entry's chain. */
  append(chain: string, firstSequence: number, projection: Projection, now: number): number;
  read(limit: number): OutboxRow[];
  /** Audit entries of a chain that Postgres has for sure, given how many there are. */
  flushedCount(chain: string, written: number): number;
  state(): DestinationState;
  /** Moves the cursor past rows that have arrived and drops what nobody needs any more. */
  advance(position: number, now: number): void;
  park(row: OutboxRow, reason: string, now: number): void;
  schedule(nextAt: number | null, failures: number): void;
}

const POSTGRES = "postgres";
/** How long rows are collected before they leave: lists follow within a second, and one batch serves many payments. */
export const FLUSH_DELAY_MS = 200;

/** The outbox in an object's own database. */
export function createOutbox(sql: SqlStorage): Outbox {
  const state = (): DestinationState => {
    const row = sql.exec("SELECT cursor, next_at, failures FROM destinations WHERE name = ?", POSTGRES).one();
    return {
      cursor: Number(row.cursor),
      nextAt: row.next_at === null ? null : Number(row.next_at),
      failures: Number(row.failures),
    };
  };
  const schedule = (nextAt: number | null, failures: number) => {
    sql.exec("UPDATE destinations SET next_at = ?, failures = ? WHERE name = ?", nextAt, failures, POSTGRES);
  };
  return {
    state,
    schedule,
    append(chain, firstSequence, projection, now) {
      const doc = JSON.stringify(projection);
      const { position } = sql
        .exec(
          "INSERT INTO outbox (chain, first_sequence, doc) VALUES (?, ?, ?) RETURNING position",
          chain,
          firstSequence,
          doc,
        )
        .one();
      sql.exec(
        "UPDATE destinations SET next_at = ? WHERE name = ? AND next_at IS NULL",
        now + FLUSH_DELAY_MS,
        POSTGRES,
      );
      return Number(position);
    },
    read(limit) {
      const rows = sql.exec(
        "SELECT position, chain, doc FROM outbox WHERE position > ? ORDER BY position LIMIT ?",
        state().cursor,
        limit,
      );
      return [...rows].map((row) => ({
        position: Number(row.position),
        chain: String(row.chain),
        projection: JSON.parse(String(row.doc)) as Projection,
      }));
    },
    flushedCount(chain, written) {
      const row = sql
        .exec("SELECT min(first_sequence) AS first FROM outbox WHERE chain = ? AND position > ?", chain, state().cursor)
        .one();
      return row.first === null ? written : Number(row.first) - 1;
    },
    advance(position, now) {
      sql.exec("UPDATE destinations SET cursor = max(cursor, ?), failures = 0 WHERE name = ?", position, POSTGRES);
      sql.exec("DELETE FROM outbox WHERE position <= (SELECT min(cursor) FROM destinations)");
      const more = sql.exec("SELECT 1 FROM outbox WHERE position > ? LIMIT 1", position).toArray().length > 0;
      schedule(more ? now : null, 0);
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
