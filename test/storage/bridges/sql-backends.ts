import { openPgliteBackend } from "../../../dev/bridges/sql/pglite-backend.ts";
import { openPostgresBackend } from "../../../dev/bridges/sql/postgres-backend.ts";
import type { SqlBackend } from "../../../dev/bridges/sql/sql-backend.ts";

/** A database that the bridge tests run on. */
export interface TestDatabase {
  readonly name: string;
  readonly url: string;
  open(): Promise<SqlBackend>;
}

const EMBEDDED: TestDatabase = {
  name: "PGlite",
  url: "postgres://postgres@127.0.0.1/postgres",
  open: () => openPgliteBackend(undefined),
};

/** The embedded database always; a real server as well when TEST_DATABASE_URL names one. */
export function listTestDatabases(): TestDatabase[] {
  const url = process.env.TEST_DATABASE_URL;
  if (url === undefined || url === "") return [EMBEDDED];
  return [EMBEDDED, { name: "PostgreSQL", url, open: () => openPostgresBackend(url) }];
}
