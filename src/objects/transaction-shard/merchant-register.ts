import type { ObjectMigration } from "../shared/sql-migrations.ts";
import type { ShardContext } from "./shard-context.ts";

/** Who there is: objects cannot be listed, and Postgres, which can, may be the very thing that was lost. */
export const MERCHANT_REGISTER_SCHEMA: ObjectMigration =
  "CREATE TABLE known_merchants (id TEXT PRIMARY KEY) WITHOUT ROWID;";

/** Adds merchants to the register; one that never comes to be does no harm there. */
export function noteMerchantsInShard({ storage }: ShardContext, ids: readonly string[]): void {
  for (const id of ids) storage.sql.exec("INSERT OR IGNORE INTO known_merchants (id) VALUES (?)", id);
}

/** Merchants behind one, in the order of their ids. */
export function listMerchantsInShard({ storage }: ShardContext, after: string, limit: number): string[] {
  const rows = storage.sql.exec("SELECT id FROM known_merchants WHERE id > ? ORDER BY id LIMIT ?", after, limit);
  return [...rows].map((row) => String(row.id));
}
