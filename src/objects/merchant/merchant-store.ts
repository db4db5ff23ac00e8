import type { AuditEntry } from "../../domain/audit/audit-entry.ts";
import { CHAIN_START } from "../../domain/audit/audit-entry.ts";
import type { ApiKey, Merchant } from "../../domain/merchant.ts";

/** Rows of one merchant. */
export interface MerchantStore {
  findMerchant(): Merchant | null;
  saveMerchant(merchant: Merchant): void;
  findKey(id: string): ApiKey | null;
  listKeys(): ApiKey[];
  saveKey(key: ApiKey): void;
  /** Length of the audit chain and the hash of its last entry. */
  chainHead(): { readonly entries: number; readonly head: string };
  saveAudit(entry: AuditEntry): void;
  /** All entries of the audit chain, in order. */
  listAudit(): AuditEntry[];
}

/** The store in the object's own database. */
export function createMerchantStore(sql: SqlStorage): MerchantStore {
  const parse = <T>(rows: readonly Record<string, SqlStorageValue>[]): T[] =>
    rows.map((row) => JSON.parse(String(row.doc)) as T);
  return {
    findMerchant: () => parse<Merchant>(sql.exec("SELECT doc FROM merchant").toArray())[0] ?? null,
    saveMerchant(merchant) {
      sql.exec("INSERT OR REPLACE INTO merchant (id, doc) VALUES (?, ?)", merchant.id, JSON.stringify(merchant));
    },
    findKey: (id) => parse<ApiKey>(sql.exec("SELECT doc FROM api_keys WHERE id = ?", id).toArray())[0] ?? null,
    listKeys() {
      const keys = parse<ApiKey>(sql.exec("SELECT doc FROM api_keys").toArray());
      return keys.sort((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? -1 : 1));
    },
    saveKey(key) {
      sql.exec("INSERT OR REPLACE INTO api_keys (id, doc) VALUES (?, ?)", key.id, JSON.stringify(key));
    },
    chainHead() {
      const [row] = sql.exec("SELECT sequence, hash FROM audit ORDER BY sequence DESC LIMIT 1").toArray();
      return row === undefined
        ? { entries: 0, head: CHAIN_START }
        : { entries: Number(row.sequence), head: String(row.hash) };
    },
    saveAudit(entry) {
      const doc = JSON.stringify(entry);
      sql.exec("INSERT INTO audit (sequence, hash, doc) VALUES (?, ?, ?)", entry.sequence, entry.hash, doc);
    },
    listAudit: () => parse<AuditEntry>(sql.exec("SELECT doc FROM audit ORDER BY sequence").toArray()),
  };
}
