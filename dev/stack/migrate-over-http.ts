import { neon, neonConfig } from "@neondatabase/serverless";
import { readMigrationFiles } from "drizzle-orm/migrator";
import { MIGRATION_LOCK_KEY, MIGRATIONS_DIR, requireFolder } from "../migrate.ts";

const TABLE = `"drizzle"."__drizzle_migrations"`;

interface Statement {
  readonly text: string;
  readonly params: unknown[];
}

const LOCK: Statement = { text: "SELECT pg_advisory_xact_lock($1)", params: [MIGRATION_LOCK_KEY.toString()] };
/** The bookkeeping of drizzle's own migrators, so that either kind may continue where the other stopped. */
const PREPARE: readonly Statement[] = [
  { text: `CREATE SCHEMA IF NOT EXISTS "drizzle"`, params: [] },
  {
    text: `CREATE TABLE IF NOT EXISTS ${TABLE} (id SERIAL PRIMARY KEY, hash text NOT NULL, created_at bigint)`,
    params: [],
  },
];
const LATEST = `SELECT created_at FROM ${TABLE} ORDER BY created_at DESC LIMIT 1`;

/** The SQL client of one database behind a SQL-over-HTTP endpoint. */
type Sql = ReturnType<typeof connect>;

/**
 * Brings a database up to date through a SQL-over-HTTP endpoint, for when that is all there is. All pending migrations
 * are one transaction; drizzle's own migrator for this driver uses none.
 */
export async function migrateOverHttp(endpoint: string, databaseUrl: string, folder = MIGRATIONS_DIR): Promise<void> {
  requireFolder(folder);
  const sql = connect(endpoint, databaseUrl);
  await runAsOne(sql, PREPARE);
  const pending = await findPending(sql, folder);
  if (pending.length === 0) return;
  try {
    await runAsOne(sql, pending);
  } catch (error) {
    // Another process may have done the same work first, which makes ours fail: then nothing is pending any more.
    if ((await findPending(sql, folder)).length > 0) throw error;
  }
}

function connect(endpoint: string, databaseUrl: string) {
  // The driver knows this setting only globally; nothing else in this process uses the driver.
  neonConfig.fetchEndpoint = endpoint;
  return neon(databaseUrl);
}

async function runAsOne(sql: Sql, statements: readonly Statement[]): Promise<void> {
  await sql.transaction((tx) => [LOCK, ...statements].map(({ text, params }) => tx.query(text, params)));
}

async function findPending(sql: Sql, folder: string): Promise<Statement[]> {
  const [latest] = await sql.query(LATEST);
  const latestMs = Number(latest?.created_at ?? 0);
  const pending = readMigrationFiles({ migrationsFolder: folder }).filter((each) => each.folderMillis > latestMs);
  return pending.flatMap((each) => [
    ...each.sql.filter((text) => text.trim() !== "").map((text) => ({ text, params: [] })),
    { text: `INSERT INTO ${TABLE} (hash, created_at) VALUES ($1, $2)`, params: [each.hash, each.folderMillis] },
  ]);
}
