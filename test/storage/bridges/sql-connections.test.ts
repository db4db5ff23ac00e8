import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { openPgliteBackend } from "../../../dev/bridges/sql/pglite-backend.ts";
import { openPostgresBackend } from "../../../dev/bridges/sql/postgres-backend.ts";
import type { SqlBackend } from "../../../dev/bridges/sql/sql-backend.ts";
import { DatabaseUnavailable } from "../../../dev/bridges/sql/sql-backend.ts";
import { startSqlBridge } from "../../../dev/bridges/sql/start-sql-bridge.ts";

const databaseUrl = process.env.TEST_DATABASE_URL;
const statement = (text: string) => ({ text, params: [] });

describe("the embedded Postgres in a directory", () => {
  const root = mkdtempSync(join(tmpdir(), "pglite-"));
  const dataDir = join(root, "deep", "postgres");
  const lockFile = `${dataDir}.lock`;
  afterEach(() => rmSync(lockFile, { force: true }));

  it("keeps its rows, refuses a second owner, and takes over from one that is dead", { timeout: 90_000 }, async () => {
    const first = await openPgliteBackend(dataDir);
    await first.runBatch([statement("CREATE TABLE kept (n int)"), statement("INSERT INTO kept VALUES (7)")], {});
    await expect(openPgliteBackend(dataDir)).rejects.toThrow(`in use by process ${process.pid}`);
    await first.close();

    // The pid is alive (it is ours), but the start mark is of an earlier process with that number.
    writeFileSync(lockFile, JSON.stringify({ pid: process.pid, startMark: "1" }));
    const second = await openPgliteBackend(dataDir);
    expect((await second.run(statement("SELECT n FROM kept"))).rows).toEqual([["7"]]);
    expect(JSON.parse(readFileSync(lockFile, "utf8"))).not.toMatchObject({ startMark: "1" });
    await second.close();
    rmSync(root, { recursive: true });
  });
});

describe("a Postgres that is away", () => {
  it("is told at once, by a message without the password", async () => {
    const opening = openPostgresBackend("postgres://user:hunter2@127.0.0.1:1/none");
    await expect(opening).rejects.toBeInstanceOf(DatabaseUnavailable);
    await expect(opening).rejects.not.toThrow("hunter2");
  });

  it("is a 503, not a statement's error", async () => {
    const away = () => Promise.reject(new DatabaseUnavailable("connection refused"));
    const backend: SqlBackend = { run: away, runBatch: away, close: async () => undefined };
    const bridge = await startSqlBridge({ port: 0, backend });
    const response = await fetch(bridge.url, { method: "POST", body: '{"query":"SELECT 1"}' });
    expect(response.status).toBe(503);
    expect(await response.json()).toEqual({ message: "database unavailable: connection refused" });
    await bridge.close();
  });

  it.runIf(databaseUrl)("is away for the statement under way only, when the server ends the connection", async () => {
    const backend = await openPostgresBackend(databaseUrl ?? "");
    const suicide = statement("SELECT pg_terminate_backend(pg_backend_pid())");
    await expect(backend.run(suicide)).rejects.toBeInstanceOf(DatabaseUnavailable);
    await expect(backend.runBatch([statement("SELECT 1"), suicide], {})).rejects.toBeInstanceOf(DatabaseUnavailable);
    expect((await backend.run(statement("SELECT 1"))).rows).toEqual([["1"]]);
    await backend.close();
  });
});
