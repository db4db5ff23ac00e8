import type { Delivery, DeliveryStatus } from "../../domain/delivery/delivery.ts";

/** Which deliveries to list, the newest first. */
export interface DeliveryQuery {
  readonly status?: DeliveryStatus | undefined;
  /** Position of the last one that was seen. */
  readonly before?: number | undefined;
  readonly limit: number;
}

/** A delivery and its place in the order in which they were made. */
export interface ListedDelivery {
  readonly position: number;
  readonly delivery: Delivery;
}

/** The deliveries of one endpoint. */
export interface DeliveryStore {
  find(id: string): Delivery | null;
  findBody(id: string): string;
  /** Adds a delivery with the text that every attempt sends; one that is there stays as it is. */
  add(delivery: Delivery, body: string): void;
  save(delivery: Delivery): void;
  list(query: DeliveryQuery): ListedDelivery[];
  /** Ids of what is due and not held, the longest due first. */
  findDue(now: number, limit: number): string[];
  /** Keeps everybody else from a delivery for a time; null lets go of it. */
  hold(id: string, until: number | null): void;
  isHeld(id: string): boolean;
  countHeld(): number;
  /** Ids of deliveries whose hold is over. */
  findExpired(now: number): string[];
  nextDueAt(): number | null;
  nextHoldEnd(): number | null;
  parkOpen(): void;
  countParked(): number;
  /** Makes what is parked due: one after the other, from a moment on, at a fixed distance; schedules begin anew. */
  unpark(from: number, distanceMs: number): void;
  /** Deletes resting deliveries that are too old or too many, and tells how many, at most `limit` of them. */
  purge(rules: PurgeRules, limit: number): number;
  deleteAll(): void;
}

/** What may be forgotten: what came to rest before a moment, or lies behind so many newer ones; and parked ones. */
export interface PurgeRules {
  readonly restingBefore: number;
  readonly parkedBefore: number;
  readonly maxRows: number;
}

const COLUMNS = "position, id, status, due_at, doc";

/** The store in the object's own database. */
export function createDeliveryStore(sql: SqlStorage): DeliveryStore {
  const idsOf = (rows: SqlStorageCursor<Record<string, SqlStorageValue>>) => [...rows].map((row) => String(row.id));
  const numberOf = (query: string): number | null => {
    const { value } = sql.exec(query).one();
    return value === null ? null : Number(value);
  };
  return {
    find(id) {
      const [row] = sql.exec(`SELECT ${COLUMNS} FROM deliveries WHERE id = ?`, id).toArray();
      return row === undefined ? null : toListed(row).delivery;
    },
    findBody: (id) => String(sql.exec("SELECT body FROM deliveries WHERE id = ?", id).one().body),
    add(delivery, body) {
      const { id, status, dueAt, createdAt } = delivery;
      sql.exec(
        "INSERT OR IGNORE INTO deliveries (id, status, due_at, created_at, doc, body) VALUES (?, ?, ?, ?, ?, ?)",
        ...[id, status, dueAt, createdAt, JSON.stringify(delivery), body],
      );
    },
    save(delivery) {
      const { id, status, dueAt } = delivery;
      const doc = JSON.stringify(delivery);
      sql.exec("UPDATE deliveries SET status = ?, due_at = ?, doc = ? WHERE id = ?", status, dueAt, doc, id);
    },
    list({ status, before = Number.MAX_SAFE_INTEGER, limit }) {
      const rows =
        status === undefined
          ? sql.exec(
              `SELECT ${COLUMNS} FROM deliveries WHERE position < ? ORDER BY position DESC LIMIT ?`,
              before,
              limit,
            )
          : sql.exec(
              `SELECT ${COLUMNS} FROM deliveries WHERE status = ? AND position < ? ORDER BY position DESC LIMIT ?`,
              ...[status, before, limit],
            );
      return [...rows].map(toListed);
    },
    findDue: (now, limit) =>
      idsOf(
        sql.exec(
          "SELECT id FROM deliveries WHERE due_at <= ? AND held_until IS NULL ORDER BY due_at, position LIMIT ?",
          now,
          limit,
        ),
      ),
    hold(id, until) {
      sql.exec("UPDATE deliveries SET held_until = ? WHERE id = ?", until, id);
    },
    isHeld: (id) => sql.exec("SELECT held_until FROM deliveries WHERE id = ?", id).toArray()[0]?.held_until != null,
    countHeld: () => numberOf("SELECT count(*) AS value FROM deliveries WHERE held_until IS NOT NULL") ?? 0,
    findExpired: (now) => idsOf(sql.exec("SELECT id FROM deliveries WHERE held_until <= ?", now)),
    nextDueAt: () =>
      numberOf("SELECT min(due_at) AS value FROM deliveries WHERE due_at IS NOT NULL AND held_until IS NULL"),
    nextHoldEnd: () => numberOf("SELECT min(held_until) AS value FROM deliveries WHERE held_until IS NOT NULL"),
    parkOpen() {
      sql.exec("UPDATE deliveries SET status = 'parked', due_at = NULL WHERE status IN ('pending', 'retrying')");
    },
    countParked: () => numberOf("SELECT count(*) AS value FROM deliveries WHERE status = 'parked'") ?? 0,
    unpark(from, distanceMs) {
      sql.exec(
        `UPDATE deliveries SET
           status = iif(json_extract(doc, '$.attemptCount') > 0, 'retrying', 'pending'),
           due_at = ? + ranked.place * ?,
           doc = json_set(doc, '$.failures', 0)
         FROM (
           SELECT position AS ranked_position, row_number() OVER (ORDER BY position) - 1 AS place
           FROM deliveries WHERE status = 'parked'
         ) AS ranked
         WHERE deliveries.position = ranked.ranked_position`,
        from,
        distanceMs,
      );
    },
    purge({ restingBefore, parkedBefore, maxRows }, limit) {
      return sql
        .exec(
          `DELETE FROM deliveries WHERE position IN (
           SELECT position FROM deliveries
           WHERE held_until IS NULL AND (
             (status IN ('delivered', 'exhausted')
               AND (created_at < ? OR position <= (SELECT max(position) FROM deliveries) - ?))
             OR (status = 'parked' AND created_at < ?)
           ) LIMIT ?)
         RETURNING position`,
          ...[restingBefore, maxRows, parkedBefore, limit],
        )
        .toArray().length;
    },
    deleteAll() {
      sql.exec("DELETE FROM deliveries");
    },
  };
}

/** Columns stand where they differ from the document: they may have been changed for many rows at once. */
function toListed(row: Record<string, SqlStorageValue>): ListedDelivery {
  const doc = JSON.parse(String(row.doc)) as Delivery;
  const status = String(row.status) as DeliveryStatus;
  const dueAt = row.due_at === null ? null : Number(row.due_at);
  return { position: Number(row.position), delivery: { ...doc, status, dueAt } };
}
