import { randomBytes } from "node:crypto";
import pg from "pg";
import { openPgliteBackend } from "../../../../dev/bridges/sql/pglite-backend.ts";
import { openPostgresBackend } from "../../../../dev/bridges/sql/postgres-backend.ts";
import type { SqlBackend, SqlStatement } from "../../../../dev/bridges/sql/sql-backend.ts";
import { startSqlBridge } from "../../../../dev/bridges/sql/start-sql-bridge.ts";
import { migratePglite, migratePostgres } from "../../../../dev/migrate.ts";
import { createPostgresClient, type PostgresClient } from "../../../../src/storage/postgres/postgres-client.ts";

/** A Postgres server that may hold scratch databases, or undefined: then only the embedded one is tested. */
export const TEST_DATABASE_URL = process.env.TEST_DATABASE_URL;

/** The databases to run a suite on. */
export const DATABASES: readonly ("PGlite" | "PostgreSQL")[] =
  TEST_DATABASE_URL === undefined ? ["PGlite"] : ["PGlite", "PostgreSQL"];

const TIMEOUT_MS = 20_000;

/** A migrated database of a test file's own, behind the bridge that the gateway speaks to. */
export interface TestDatabase {
  readonly client: PostgresClient;
  /** What the client sent, newest last. */
  readonly statements: SqlStatement[];
  /** A `postgres://` address for sessions of the test's own; null for the embedded one, which has a single session. */
  readonly url: string | null;
  /** Runs one statement past the bridge; every value is Postgres's text. */
  sql(text: string, ...params: readonly string[]): Promise<readonly (readonly (string | null)[])[]>;
  migrate(): Promise<void>;
  close(): Promise<void>;
}

/** Makes the database and applies the migrations. */
export async function openTestDatabase(kind: (typeof DATABASES)[number]): Promise<TestDatabase> {
  const server = kind === "PGlite" ? await openEmbedded() : await openScratch(TEST_DATABASE_URL ?? "");
  await server.migrate();
  const statements: SqlStatement[] = [];
  const bridge = await startSqlBridge({ port: 0, backend: recorded(server.backend, statements) });
  const databaseUrl = "postgres://tester:secret@db.test/gateway";
  return {
    client: createPostgresClient({ databaseUrl, endpoint: bridge.url, timeoutMs: TIMEOUT_MS }),
    statements,
    url: server.url,
    sql: async (text, ...params) => (await server.backend.run({ text, params })).rows,
    migrate: server.migrate,
    async close() {
      await bridge.close();
      await server.close();
    },
  };
}

interface Server {
  readonly backend: SqlBackend;
  readonly url: string | null;
  migrate(): Promise<void>;
  close(): Promise<void>;
}

async function openEmbedded(): Promise<Server> {
  const backend = await openPgliteBackend(undefined);
  return { backend, url: null, migrate: () => migratePglite(backend), close: () => backend.close() };
}

async function openScratch(serverUrl: string): Promise<Server> {
  const name = `gateway_test_${randomBytes(6).toString("hex")}`;
  await onServer(serverUrl, `create database ${name}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  const backend = await openPostgresBackend(url.href);
  return {
    backend,
    url: url.href,
    migrate: () => migratePostgres(url.href),
    async close() {
      await backend.close();
      await onServer(serverUrl, `drop database ${name} with (force)`);
    },
  };
}

async function onServer(serverUrl: string, statement: string): Promise<void> {
  const session = new pg.Client({ connectionString: serverUrl });
  await session.connect();
  try {
    await session.query(statement);
  } finally {
    await session.end();
  }
}

function recorded(backend: SqlBackend, statements: SqlStatement[]): SqlBackend {
  return {
    run(statement) {
      statements.push(statement);
      return backend.run(statement);
    },
    runBatch(batch, options) {
      statements.push(...batch);
      return backend.runBatch(batch, options);
    },
    close: () => backend.close(),
  };
}
