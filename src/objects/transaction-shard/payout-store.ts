import type { Payout } from "../../domain/payout/payout.ts";
import { familyOf } from "../../domain/provider-account/account-id.ts";
import type { ObjectMigration } from "../shared/sql-migrations.ts";

/** Tables of payouts. Handles are apart from those of payments: a provider may count both from one. */
export const PAYOUTS_SCHEMA: ObjectMigration = `
  CREATE TABLE payouts (id TEXT PRIMARY KEY, doc TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE payout_handles (
    account_id TEXT NOT NULL, handle TEXT NOT NULL, payout_id TEXT NOT NULL,
    PRIMARY KEY (account_id, handle)
  ) WITHOUT ROWID;`;

/** Payouts of one shard. */
export interface PayoutStore {
  findPayout(id: string): Payout | null;
  savePayout(payout: Payout): void;
  /** Which payout of this shard has a provider's handle. */
  findPayoutHandleOwner(accountId: string, handle: string): string | null;
}

/** The store in an object's own database. */
export function createPayoutStore(sql: SqlStorage): PayoutStore {
  return {
    findPayout(id) {
      const [row] = sql.exec("SELECT doc FROM payouts WHERE id = ?", id).toArray();
      return row === undefined ? null : (JSON.parse(String(row.doc)) as Payout);
    },
    savePayout(payout) {
      const { id, accountId, providerTransactionId: handle } = payout;
      sql.exec("INSERT OR REPLACE INTO payouts (id, doc) VALUES (?, ?)", id, JSON.stringify(payout));
      if (handle === null) return;
      sql.exec(
        "INSERT OR IGNORE INTO payout_handles (account_id, handle, payout_id) VALUES (?, ?, ?)",
        familyOf(accountId),
        handle,
        id,
      );
    },
    findPayoutHandleOwner(accountId, handle) {
      const [row] = sql
        .exec("SELECT payout_id FROM payout_handles WHERE account_id = ? AND handle = ?", familyOf(accountId), handle)
        .toArray();
      return row === undefined ? null : String(row.payout_id);
    },
  };
}
