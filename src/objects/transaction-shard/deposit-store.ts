import type { Deposit } from "../../domain/deposit/deposit.ts";

/** Receipts of one shard: who has each, and the deposit it is of, if one was told. One row a receipt, for ever. */
export interface DepositStore {
  /** The payment that has a receipt, or null. */
  findOwner(receiptId: string): string | null;
  /** Gives a receipt to a payment; the first keeps it. */
  saveOwner(receiptId: string, ownerId: string, accountId: string): void;
  findDeposit(id: string): Deposit | null;
  /** Saves a deposit; whom its receipt belongs to is only written by {@link saveOwner}. */
  saveDeposit(deposit: Deposit): void;
  /** Ids of payments, archived ones too, that begin with a text; two at most, since more than one names none. */
  findPaymentIds(prefix: string): string[];
}

/** The store in an object's own database. */
export function createDepositStore(sql: SqlStorage): DepositStore {
  return {
    findOwner(receiptId) {
      const [row] = sql.exec("SELECT owner_id FROM receipts WHERE id = ?", receiptId).toArray();
      return row === undefined || row.owner_id === null ? null : String(row.owner_id);
    },
    saveOwner(receiptId, ownerId, accountId) {
      sql.exec(
        `INSERT INTO receipts (id, account_id, owner_id) VALUES (?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET owner_id = excluded.owner_id WHERE owner_id IS NULL`,
        receiptId,
        accountId,
        ownerId,
      );
    },
    findDeposit(id) {
      const [row] = sql.exec("SELECT doc FROM receipts WHERE id = ?", id).toArray();
      return row === undefined ? null : (JSON.parse(String(row.doc)) as Deposit | null);
    },
    saveDeposit(deposit) {
      sql.exec(
        `INSERT INTO receipts (id, account_id, doc) VALUES (?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET doc = excluded.doc`,
        deposit.id,
        deposit.accountId,
        JSON.stringify(deposit),
      );
    },
    findPaymentIds(prefix) {
      // "~" sorts after every letter and digit, so that the range is walked by the primary key.
      const range = [prefix, `${prefix}~`];
      const rows = sql.exec(
        `SELECT id FROM transactions WHERE id >= ? AND id < ?
         UNION ALL SELECT id FROM tombstones WHERE id >= ? AND id < ? LIMIT 2`,
        ...range,
        ...range,
      );
      return [...rows].map((row) => String(row.id));
    },
  };
}
