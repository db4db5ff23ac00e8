// Applies the migrations to DATABASE_URL: `npm run db:migrate`.
import { existsSync, realpathSync } from "node:fs";
import { join } from "node:path";
import type pg from "pg";
import type { PgliteBackend } from "./bridges/sql/pglite-backend.ts";
import { CHECKOUT_DIR } from "./stack/checkout.ts";
import { messageOf, reasonOf, StartFailure } from "./stack/start-failure.ts";

/** The folder that `npm run db:generate` writes. */
export const MIGRATIONS_DIR = join(CHECKOUT_DIR, "migrations");

/** Any number does, as long as nothing else on the database uses it. */
export const MIGRATION_LOCK_KEY = 7_046_029_254_386_353n;

const CONNECT_TIMEOUT_MS = 10_000;
const LOCK_TIMEOUT_MS = 120_000;

// drizzle takes half a second to load, and each of its drivers brings its database's client: only what is used is loaded.

/** Brings the embedded database up to date, while nothing else runs on it. */
export async function migratePglite(backend: PgliteBackend, folder = MIGRATIONS_DIR): Promise<void> {
  requireFolder(folder);
  const { drizzle } = await import("drizzle-orm/pglite");
  const { migrate } = await import("drizzle-orm/pglite/migrator");
  await backend.exclusively((client) => migrate(drizzle({ client }), { migrationsFolder: folder }));
}

/** Brings a Postgres up to date. Several processes may do so at once: one works, the others wait and find it done. */
export async function migratePostgres(databaseUrl: string, folder = MIGRATIONS_DIR): Promise<void> {
  requireFolder(folder);
  const { drizzle } = await import("drizzle-orm/node-postgres");
  const { migrate } = await import("drizzle-orm/node-postgres/migrator");
  // The lock is a transaction's of a second connection: unlike a session's it also holds behind a connection pooler, and
  // it goes with its connection whatever happens.
  const locker = await connect(databaseUrl);
  try {
    await locker.query(`BEGIN; SET LOCAL lock_timeout = ${LOCK_TIMEOUT_MS}`);
    await locker.query("SELECT pg_advisory_xact_lock($1)", [MIGRATION_LOCK_KEY.toString()]);
    const worker = await connect(databaseUrl);
    try {
      await migrate(drizzle({ client: worker }), { migrationsFolder: folder });
    } finally {
      await worker.end();
    }
  } finally {
    await locker.end();
  }
}

/** Refuses a folder without migrations by name, before any database is touched. */
export function requireFolder(folder: string): void {
  if (!existsSync(join(folder, "meta/_journal.json"))) throw new StartFailure(`no migrations in ${folder}`);
}

async function connect(databaseUrl: string): Promise<pg.Client> {
  const { Client } = (await import("pg")).default;
  const client = new Client({ connectionString: databaseUrl, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  // A connection that breaks rejects its query; unheard, its event would end the process as well.
  client.on("error", () => undefined);
  try {
    await client.connect();
  } catch (error) {
    throw new StartFailure(`DATABASE_URL: cannot connect: ${messageOf(error)}`);
  }
  return client;
}

async function main(): Promise<void> {
  const databaseUrl = process.env.DATABASE_URL;
  if (databaseUrl === undefined || databaseUrl === "") throw new StartFailure("DATABASE_URL is not set");
  if (!/^postgres(ql)?:\/\//.test(databaseUrl)) throw new StartFailure("DATABASE_URL is not a postgres:// URL");
  await migratePostgres(databaseUrl);
  console.log("The database is up to date.");
}

// Imported by others, it only lends its functions.
if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === import.meta.filename) {
  main().catch((error: unknown) => {
    console.error(`db:migrate: ${messageOf(reasonOf(error))}`);
    process.exitCode = 1;
  });
}
