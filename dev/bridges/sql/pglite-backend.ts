import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { type LockFile, takeLockFile } from "../../stack/lock-file.ts";
import { runTransaction } from "./run-transaction.ts";
import type { SqlBackend, SqlResult, SqlStatement } from "./sql-backend.ts";

/** The embedded PostgreSQL. It has a single session, so everything runs one at a time, in order of arrival. */
export interface PgliteBackend extends SqlBackend {
  /** Lends the bare database (for migrations) while nothing else runs on it. */
  exclusively<T>(work: (database: PGlite) => Promise<T>): Promise<T>;
}

/**
 * Opens (or makes) the database in a directory, or one in memory. PGlite takes no lock itself and two writers destroy
 * the files, so a lock file beside the directory names the owner; a taken one rejects with a message for people.
 */
export async function openPgliteBackend(dataDir: string | undefined): Promise<PgliteBackend> {
  if (dataDir === undefined) return createBackend(await PGlite.create(), null);
  mkdirSync(dirname(dataDir), { recursive: true });
  const lock = takeLockFile(`${dataDir}.lock`, `the embedded Postgres in ${dataDir}`);
  try {
    return createBackend(await openDirectory(dataDir), lock);
  } catch (error) {
    lock.release();
    throw error;
  }
}

async function openDirectory(dataDir: string): Promise<PGlite> {
  // Only there while the first opening makes the files: a kill in the middle of that leaves half a database, never used.
  const unfinished = `${dataDir}.unfinished`;
  if (existsSync(unfinished)) rmSync(dataDir, { recursive: true, force: true });
  if (!existsSync(join(dataDir, "PG_VERSION"))) writeFileSync(unfinished, "");
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const database = await PGlite.create(dataDir);
  rmSync(unfinished, { force: true });
  return database;
}

function createBackend(database: PGlite, lock: LockFile | null): PgliteBackend {
  passTextThrough(database);
  let tail: Promise<unknown> = Promise.resolve();
  const exclusively = <T>(work: (database: PGlite) => Promise<T>): Promise<T> => {
    const result = tail.then(() => work(database));
    tail = result.catch(() => undefined);
    return result;
  };
  return {
    exclusively,
    run: (statement) =>
      exclusively(async () => {
        try {
          return await runStatement(database, statement);
        } finally {
          // A lone BEGIN must not leak into the next caller's statement, as it would not on the real service.
          if (database.isInTransaction()) await database.exec("ROLLBACK");
        }
      }),
    runBatch: (statements, options) =>
      exclusively(() => runTransaction((statement) => runStatement(database, statement), statements, options)),
    close: () =>
      exclusively(async () => {
        if (database.closed) return;
        await database.close();
        lock?.release();
      }),
  };
}

/** PGlite's own parsers and serializers would turn text into JavaScript values; every type gets text instead. */
function passTextThrough(database: PGlite): void {
  const asIs = (value: string) => value;
  database.parsers = new Proxy({}, { get: () => asIs });
  database.serializers = new Proxy({}, { get: () => String });
}

async function runStatement(database: PGlite, statement: SqlStatement): Promise<SqlResult> {
  const result = await database.query<(string | null)[]>(statement.text, [...statement.params], { rowMode: "array" });
  return {
    command: result.command ?? "",
    rowCount: result.rowCount ?? null,
    // PGlite tells name and type only; the driver reads nothing else.
    fields: result.fields.map(({ name, dataTypeID }) => ({
      name,
      dataTypeID,
      tableID: 0,
      columnID: 0,
      dataTypeSize: -1,
      dataTypeModifier: -1,
    })),
    rows: result.rows,
  };
}
