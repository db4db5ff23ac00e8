import type { GatewayEvent } from "../../domain/event/event.ts";
import type { Tombstone } from "../../domain/payment/archive.ts";

/** A payment whose text is on its way to Postgres, and which text that is. */
export interface Departure {
  /** Where its row stands in the outbox. */
  readonly position: number;
  readonly auditCount: number;
  /** Empty in rows of older versions. */
  readonly contentHash: string;
}

/** Tombstones, and payments that are leaving. */
export interface ArchiveStore {
  findDeparture(id: string): Departure | null;
  saveDeparture(id: string, departure: Departure): void;
  dropDeparture(id: string): void;
  listEvents(transactionId: string): GatewayEvent[];
  /** The tombstone of a payment, by the payment's id or one of its refunds'. */
  findTombstone(id: string): Tombstone | null;
  /** Puts the tombstone in place of all rows but the provider's handle, which stays taken for ever. */
  bury(tombstone: Tombstone): void;
  dropTombstone(id: string): void;
  /** Whether Postgres can never take the row at a position of the outbox. */
  isParked(position: number): boolean;
}

/** The store in an object's own database. */
export function createArchiveStore(sql: SqlStorage): ArchiveStore {
  return {
    findDeparture(id) {
      const [row] = sql.exec("SELECT position, audit_count, content_hash FROM departures WHERE id = ?", id).toArray();
      if (row === undefined) return null;
      const { position, audit_count: auditCount, content_hash: contentHash } = row;
      return { position: Number(position), auditCount: Number(auditCount), contentHash: String(contentHash) };
    },
    saveDeparture(id, { position, auditCount, contentHash }) {
      sql.exec(
        "INSERT OR REPLACE INTO departures (id, position, audit_count, content_hash) VALUES (?, ?, ?, ?)",
        id,
        position,
        auditCount,
        contentHash,
      );
    },
    dropDeparture(id) {
      sql.exec("DELETE FROM departures WHERE id = ?", id);
    },
    listEvents(transactionId) {
      const rows = sql.exec("SELECT doc FROM events WHERE transaction_id = ? ORDER BY sequence", transactionId);
      return [...rows].map((row) => JSON.parse(String(row.doc)) as GatewayEvent);
    },
    findTombstone(id) {
      const [row] = sql
        .exec(
          `SELECT doc FROM tombstones WHERE id = ?
           UNION ALL SELECT doc FROM tombstones WHERE id = (SELECT transaction_id FROM buried_refunds WHERE id = ?)
           LIMIT 1`,
          id,
          id,
        )
        .toArray();
      return row === undefined ? null : (JSON.parse(String(row.doc)) as Tombstone);
    },
    bury(tombstone) {
      const { id, refundIds } = tombstone;
      for (const refundId of refundIds) {
        sql.exec("INSERT OR REPLACE INTO buried_refunds (id, transaction_id) VALUES (?, ?)", refundId, id);
        sql.exec("DELETE FROM answers WHERE id = ?", refundId);
      }
      sql.exec("DELETE FROM answers WHERE id = ?", id);
      sql.exec("DELETE FROM refunds WHERE transaction_id = ?", id);
      sql.exec("DELETE FROM audit WHERE transaction_id = ?", id);
      sql.exec("DELETE FROM events WHERE transaction_id = ?", id);
      sql.exec("DELETE FROM inbox WHERE transaction_id = ?", id);
      sql.exec("DELETE FROM transactions WHERE id = ?", id);
      sql.exec("INSERT OR REPLACE INTO tombstones (id, doc) VALUES (?, ?)", id, JSON.stringify(tombstone));
    },
    dropTombstone(id) {
      sql.exec("DELETE FROM tombstones WHERE id = ?", id);
      sql.exec("DELETE FROM buried_refunds WHERE transaction_id = ?", id);
    },
    isParked(position) {
      return (
        sql.exec("SELECT 1 FROM parked WHERE destination = 'postgres' AND position = ?", position).toArray().length > 0
      );
    },
  };
}
