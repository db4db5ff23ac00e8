// Asks Postgres the same with few payments and with many: `npm run bench:sizes`.
import { parseArgs } from "node:util";
import { openPgliteBackend } from "../dev/bridges/sql/pglite-backend.ts";
import { openPostgresBackend } from "../dev/bridges/sql/postgres-backend.ts";
import type { SqlBackend } from "../dev/bridges/sql/sql-backend.ts";
import { startSqlBridge } from "../dev/bridges/sql/start-sql-bridge.ts";
import { migratePglite, migratePostgres } from "../dev/migrate.ts";
import { createPostgresClient } from "../src/storage/postgres/postgres-client.ts";
import { percentile } from "./measurement.ts";
import { fillDatabase } from "./sizes/fill-database.ts";
import { makeQuestions, type Question } from "./sizes/questions.ts";

const FEW = 100;
const DEFAULT_MANY = 100_000;
const ROUNDS = 15;
const TIMEOUT_MS = 20_000;
const USAGE = "usage: npm run bench:sizes -- [--rows N] [--database-url postgres://… (an empty database)]";

async function measure(questions: readonly Question[]): Promise<number[]> {
  const medians: number[] = [];
  for (const { ask } of questions) {
    await ask();
    const times: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const startedAt = performance.now();
      await ask();
      times.push(performance.now() - startedAt);
    }
    medians.push(
      percentile(
        times.sort((a, b) => a - b),
        50,
      ),
    );
  }
  return medians;
}

async function open(databaseUrl: string | undefined): Promise<SqlBackend> {
  if (databaseUrl === undefined) {
    const backend = await openPgliteBackend(undefined);
    await migratePglite(backend);
    return backend;
  }
  await migratePostgres(databaseUrl);
  return openPostgresBackend(databaseUrl);
}

async function run(many: number, databaseUrl: string | undefined): Promise<void> {
  const backend = await open(databaseUrl);
  const bridge = await startSqlBridge({ port: 0, backend });
  try {
    const client = createPostgresClient({
      databaseUrl: "postgres://bench:bench@db.test/gateway",
      endpoint: bridge.url,
      timeoutMs: TIMEOUT_MS,
    });
    const questions = makeQuestions(client, Date.now());
    await fillDatabase(backend, 1, FEW, FEW);
    const few = await measure(questions);
    const startedAt = performance.now();
    await fillDatabase(backend, FEW + 1, many, many);
    console.log(`added ${many - FEW} payments in ${((performance.now() - startedAt) / 1_000).toFixed(1)} s`);
    const filled = await measure(questions);
    console.log(`median of ${ROUNDS}, ms: with ${FEW}, with ${many}`);
    for (const [index, { name }] of questions.entries()) {
      const [before = 0, after = 0] = [few[index], filled[index]];
      console.log(`${before.toFixed(1).padStart(8)} ${after.toFixed(1).padStart(8)}   ${name}`);
    }
  } finally {
    await bridge.close();
    await backend.close();
  }
}

const { values } = parseArgs({ options: { rows: { type: "string" }, "database-url": { type: "string" } } });
const rows = Number(values.rows ?? DEFAULT_MANY);
if (!Number.isSafeInteger(rows) || rows <= FEW) {
  console.error(`bench:sizes: --rows is not a number above ${FEW}\n${USAGE}`);
  process.exit(2);
}
await run(rows, values["database-url"]);
