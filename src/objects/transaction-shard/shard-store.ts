import type { AuditEntry } from "../../domain/audit/audit-entry.ts";
import type { GatewayEvent } from "../../domain/event/event.ts";
import type { InboxItem } from "../../domain/inbox/inbox-item.ts";
import type { Transaction } from "../../domain/payment/transaction.ts";
import { familyOf } from "../../domain/provider-account/account-id.ts";
import type { Refund } from "../../domain/refund/refund.ts";

/** A stored answer to the first request with a key. */
export interface StoredAnswer {
  readonly status: number;
  readonly body: string;
}

/** Rows of one shard. Everything is read from storage each time: memory decides nothing. */
export interface ShardStore {
  findTransaction(id: string): Transaction | null;
  saveTransaction(transaction: Transaction): void;
  findRefund(id: string): Refund | null;
  listRefunds(transactionId: string): Refund[];
  saveRefund(refund: Refund): void;
  saveAudit(transactionId: string, entry: AuditEntry): void;
  listAudit(transactionId: string): AuditEntry[];
  listAuditHashes(transactionId: string): string[];
  saveEvent(event: GatewayEvent): void;
  /** Events after a sequence, in order, as the JSON that was stored. */
  listEventTexts(transactionId: string, after: number): string[];
  /** Which transaction of this shard has a provider's handle, at this account in any of its versions. */
  findHandleOwner(accountId: string, handle: string): string | null;
  findAnswer(id: string, now: number): StoredAnswer | null;
  /** Stores the first answer to a key; false when there is an earlier one, which stands. */
  saveAnswer(id: string, answer: StoredAnswer, expiresAt: number): boolean;
  dropExpiredAnswers(now: number): void;
  findInboxItem(id: string): InboxItem | null;
  saveInboxItem(item: InboxItem): void;
  deleteInboxItem(id: string): void;
}

/** What records written before these members existed are read with. No address was ever made of an empty secret. */
const LATER_MEMBERS = {
  callbackSecret: "",
  providerReceipt: null,
  receiptCandidate: null,
  capturedMinor: null,
  commands: [],
} as const satisfies Partial<Transaction>;

/** The store in an object's own database. */
export function createShardStore(sql: SqlStorage): ShardStore {
  const findDoc = <T>(query: string, ...keys: string[]): T | null => {
    const [row] = sql.exec(query, ...keys).toArray();
    return row === undefined ? null : (JSON.parse(String(row.doc)) as T);
  };
  const listDocs = <T>(query: string, ...keys: string[]): T[] =>
    [...sql.exec(query, ...keys)].map((row) => JSON.parse(String(row.doc)) as T);
  return {
    findTransaction(id) {
      const known = findDoc<Transaction>("SELECT doc FROM transactions WHERE id = ?", id);
      return known === null ? null : { ...LATER_MEMBERS, ...known };
    },
    saveTransaction(transaction) {
      const { id, accountId, providerTransactionId } = transaction;
      sql.exec("INSERT OR REPLACE INTO transactions (id, doc) VALUES (?, ?)", id, JSON.stringify(transaction));
      if (providerTransactionId !== null) {
        sql.exec(
          "INSERT OR IGNORE INTO handles (account_id, handle, transaction_id) VALUES (?, ?, ?)",
          familyOf(accountId),
          providerTransactionId,
          id,
        );
      }
    },
    findRefund: (id) => findDoc("SELECT doc FROM refunds WHERE id = ?", id),
    listRefunds(transactionId) {
      const refunds = listDocs<Refund>("SELECT doc FROM refunds WHERE transaction_id = ?", transactionId);
      return refunds.sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1));
    },
    saveRefund(refund) {
      const { id, transactionId } = refund;
      const doc = JSON.stringify(refund);
      sql.exec("INSERT OR REPLACE INTO refunds (id, transaction_id, doc) VALUES (?, ?, ?)", id, transactionId, doc);
    },
    saveAudit(transactionId, entry) {
      sql.exec(
        "INSERT INTO audit (transaction_id, sequence, hash, doc) VALUES (?, ?, ?, ?)",
        transactionId,
        entry.sequence,
        entry.hash,
        JSON.stringify(entry),
      );
    },
    listAudit: (id) => listDocs("SELECT doc FROM audit WHERE transaction_id = ? ORDER BY sequence", id),
    listAuditHashes: (id) =>
      [...sql.exec("SELECT hash FROM audit WHERE transaction_id = ? ORDER BY sequence", id)].map((row) =>
        String(row.hash),
      ),
    saveEvent(event) {
      sql.exec(
        "INSERT INTO events (transaction_id, sequence, doc) VALUES (?, ?, ?)",
        event.transaction_id,
        event.sequence,
        JSON.stringify(event),
      );
    },
    listEventTexts(transactionId, after) {
      const rows = sql.exec(
        "SELECT doc FROM events WHERE transaction_id = ? AND sequence > ? ORDER BY sequence",
        transactionId,
        after,
      );
      return [...rows].map(({ doc }) => String(doc));
    },
    findHandleOwner(accountId, handle) {
      const [row] = sql
        .exec("SELECT transaction_id FROM handles WHERE account_id = ? AND handle = ?", familyOf(accountId), handle)
        .toArray();
      return row === undefined ? null : String(row.transaction_id);
    },
    findAnswer(id, now) {
      const [row] = sql.exec("SELECT status, body FROM answers WHERE id = ? AND expires_at > ?", id, now).toArray();
      return row === undefined ? null : { status: Number(row.status), body: String(row.body) };
    },
    saveAnswer(id, answer, expiresAt) {
      const { rowsWritten } = sql.exec(
        "INSERT OR IGNORE INTO answers (id, status, body, expires_at) VALUES (?, ?, ?, ?)",
        id,
        answer.status,
        answer.body,
        expiresAt,
      );
      return rowsWritten > 0;
    },
    dropExpiredAnswers(now) {
      sql.exec("DELETE FROM answers WHERE expires_at <= ?", now);
    },
    findInboxItem: (id) => findDoc("SELECT doc FROM inbox WHERE id = ?", id),
    saveInboxItem(item) {
      const { id, transactionId } = item;
      const doc = JSON.stringify(item);
      sql.exec("INSERT OR REPLACE INTO inbox (id, transaction_id, doc) VALUES (?, ?, ?)", id, transactionId, doc);
    },
    deleteInboxItem(id) {
      sql.exec("DELETE FROM inbox WHERE id = ?", id);
    },
  };
}
