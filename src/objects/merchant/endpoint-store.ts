import type { WebhookEndpoint } from "../../domain/webhook-endpoint/webhook-endpoint.ts";

/** Table of a merchant's webhook endpoints; removed ones stay until their own objects know. */
export const ENDPOINTS_SCHEMA = `
  CREATE TABLE webhook_endpoints (id TEXT PRIMARY KEY, is_removed INTEGER NOT NULL, doc TEXT NOT NULL) WITHOUT ROWID;`;

/** An endpoint, and whether its merchant has removed it. */
export interface StoredEndpoint {
  readonly endpoint: WebhookEndpoint;
  readonly isRemoved: boolean;
}

/** The endpoints of one merchant. */
export interface EndpointStore {
  find(id: string): StoredEndpoint | null;
  /** Those that have not been removed, the newest first. */
  list(): WebhookEndpoint[];
  save(stored: StoredEndpoint): void;
  delete(id: string): void;
}

/** The store in the merchant object's own database. */
export function createEndpointStore(sql: SqlStorage): EndpointStore {
  return {
    find(id) {
      const [row] = sql.exec("SELECT is_removed, doc FROM webhook_endpoints WHERE id = ?", id).toArray();
      if (row === undefined) return null;
      return { endpoint: JSON.parse(String(row.doc)) as WebhookEndpoint, isRemoved: row.is_removed === 1 };
    },
    list() {
      const rows = sql.exec("SELECT doc FROM webhook_endpoints WHERE is_removed = 0").toArray();
      const endpoints = rows.map((row) => JSON.parse(String(row.doc)) as WebhookEndpoint);
      return endpoints.sort((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? -1 : 1));
    },
    save({ endpoint, isRemoved }) {
      sql.exec(
        "INSERT OR REPLACE INTO webhook_endpoints (id, is_removed, doc) VALUES (?, ?, ?)",
        endpoint.id,
        isRemoved ? 1 : 0,
        JSON.stringify(endpoint),
      );
    },
    delete(id) {
      sql.exec("DELETE FROM webhook_endpoints WHERE id = ?", id);
    },
  };
}
