// The thread behind `startEmbeddedPostgres`; nothing imports it.
import { parentPort, workerData } from "node:worker_threads";
import type { RunningServer } from "../bridges/http-server.ts";
import { openPgliteBackend, type PgliteBackend } from "../bridges/sql/pglite-backend.ts";
import { startSqlBridge } from "../bridges/sql/start-sql-bridge.ts";
import { migratePglite } from "../migrate.ts";
import type { EmbeddedPostgresOptions, EmbeddedPostgresReport } from "./embedded-postgres.ts";
import { messageOf, reasonOf, StartFailure } from "./start-failure.ts";

async function serve({ dataDir, port }: EmbeddedPostgresOptions): Promise<void> {
  const backend = await openPgliteBackend(dataDir);
  const bridge = await migrateAndServe(backend, port).catch(async (error: unknown) => {
    await backend.close();
    throw error;
  });
  parentPort?.once("message", async () => {
    await bridge.close();
    await backend.close();
    parentPort?.close();
  });
  report({ kind: "ready", url: bridge.url });
}

async function migrateAndServe(backend: PgliteBackend, port: number): Promise<RunningServer> {
  await migratePglite(backend);
  return startSqlBridge({ port, backend });
}

function report(message: EmbeddedPostgresReport): void {
  parentPort?.postMessage(message);
}

serve(workerData as EmbeddedPostgresOptions).catch((error: unknown) => {
  const code = error instanceof Error && "code" in error ? String(error.code) : undefined;
  report({ kind: "failed", message: messageOf(reasonOf(error)), code, isForPeople: error instanceof StartFailure });
});
