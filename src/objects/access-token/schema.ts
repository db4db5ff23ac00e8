import type { ObjectMigration } from "../shared/sql-migrations.ts";

/** The access token object's schema, step by step. Append only. */
export const ACCESS_TOKEN_MIGRATIONS: readonly ObjectMigration[] = [
  `CREATE TABLE tokens (
     fingerprint TEXT PRIMARY KEY, sealed TEXT NOT NULL, renew_at INTEGER NOT NULL, expires_at INTEGER NOT NULL
   ) WITHOUT ROWID;`,
];
