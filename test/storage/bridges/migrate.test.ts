import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, describe, expect, it } from "vitest";
import { openPgliteBackend } from "../../../dev/bridges/sql/pglite-backend.ts";
import { startSqlBridge } from "../../../dev/bridges/sql/start-sql-bridge.ts";
import { migratePglite, migratePostgres } from "../../../dev/migrate.ts";
import { migrateOverHttp } from "../../../dev/stack/migrate-over-http.ts";

const folder = mkdtempSync(join(tmpdir(), "migrations-"));
const COUNT = { text: "SELECT count(*), (SELECT count(*) FROM drizzle.__drizzle_migrations) FROM things", params: [] };
const DONE = [["1", "2"]];

writeMigrations([
  ["0000_first", "CREATE TABLE things (n int PRIMARY KEY);\n--> statement-breakpoint\nINSERT INTO things VALUES (1);"],
  ["0001_second", "ALTER TABLE things ADD COLUMN note text;"],
]);
afterAll(() => rmSync(folder, { recursive: true }));

describe("migrations", { timeout: 60_000 }, () => {
  it("reach the embedded database once, however often they are applied", async () => {
    const backend = await openPgliteBackend(undefined);
    await Promise.all([migratePglite(backend, folder), migratePglite(backend, folder)]);
    expect((await backend.run(COUNT)).rows).toEqual(DONE);
    await backend.close();
  });

  it("reach a database over HTTP, also when two processes try at once, and drizzle's own migrator agrees", async () => {
    const backend = await openPgliteBackend(undefined);
    const bridge = await startSqlBridge({ port: 0, backend });
    const migrate = () => migrateOverHttp(bridge.url, "postgres://user:password@localhost/db", folder);
    await Promise.all([migrate(), migrate()]);
    await migratePglite(backend, folder);
    expect((await backend.run(COUNT)).rows).toEqual(DONE);
    await bridge.close();
    await backend.close();
  });

  it("name a folder that holds none", async () => {
    await expect(migratePostgres("postgres://localhost/none", tmpdir())).rejects.toThrow(
      `no migrations in ${tmpdir()}`,
    );
  });

  it.runIf(process.env.TEST_DATABASE_URL)("reach a real server from three processes at once", async () => {
    const scratch = await createScratchDatabase(process.env.TEST_DATABASE_URL ?? "");
    try {
      await Promise.all([1, 2, 3].map(() => migratePostgres(scratch.url, folder)));
      const client = new pg.Client({ connectionString: scratch.url });
      await client.connect();
      const result = await client.query({ text: COUNT.text, rowMode: "array" });
      expect(result.rows).toEqual(DONE);
      await client.end();
    } finally {
      await scratch.drop();
    }
  });
});

function writeMigrations(migrations: readonly (readonly [tag: string, sql: string])[]): void {
  mkdirSync(join(folder, "meta"));
  for (const [tag, sql] of migrations) writeFileSync(join(folder, `${tag}.sql`), sql);
  const entries = migrations.map(([tag], idx) => ({
    idx,
    tag,
    version: "7",
    when: 1_790_000_000_000 + idx,
    breakpoints: true,
  }));
  writeFileSync(join(folder, "meta/_journal.json"), JSON.stringify({ version: "7", dialect: "postgresql", entries }));
}

async function createScratchDatabase(adminUrl: string): Promise<{ url: string; drop: () => Promise<void> }> {
  const name = `migrate_test_${randomBytes(6).toString("hex")}`;
  const run = async (text: string) => {
    const client = new pg.Client({ connectionString: adminUrl });
    await client.connect();
    await client.query(text);
    await client.end();
  };
  await run(`CREATE DATABASE ${name}`);
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => run(`DROP DATABASE ${name}`) };
}
