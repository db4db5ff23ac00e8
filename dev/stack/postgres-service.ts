import { join } from "node:path";
import { startSqlBridge } from "../bridges/sql/start-sql-bridge.ts";
import { startEmbeddedPostgres } from "./embedded-postgres.ts";
import type { StackContext } from "./stack-context.ts";
import { messageOf, reasonOf, StartFailure } from "./start-failure.ts";

/** The Worker's variables for Postgres, and where they lead. */
export interface PostgresService {
  readonly description: string;
  readonly variables: Readonly<Record<string, string>>;
}

/** The driver wants a whole URL; the bridge in front of the embedded Postgres ignores it. */
const EMBEDDED_URL = "postgres://postgres:postgres@127.0.0.1/postgres";

// Drivers and migrators are loaded when they are needed: the usual start needs none of them on this thread.

/** Makes a migrated Postgres reachable for the Worker: the given endpoint, the given server or the embedded one. */
export function startPostgres(context: StackContext): Promise<PostgresService> {
  const { databaseUrl, neonHttpEndpoint } = context.overrides;
  if (databaseUrl === undefined) return startEmbedded(context);
  return neonHttpEndpoint === undefined ? bridgeTo(context, databaseUrl) : useEndpoint(neonHttpEndpoint, databaseUrl);
}

async function startEmbedded({ stateDir, ports, stopper }: StackContext): Promise<PostgresService> {
  const dataDir = join(stateDir, "postgres");
  const postgres = await ports.open("sql", (port) => startEmbeddedPostgres({ dataDir, port }));
  stopper.onStop("the embedded Postgres", postgres.close);
  void postgres.ended.then(() => stopper.request({ exitCode: 1, message: "the embedded Postgres has ended" }));
  return {
    description: `embedded and migrated, ${postgres.url}`,
    variables: { DATABASE_URL: EMBEDDED_URL, NEON_HTTP_ENDPOINT: postgres.url },
  };
}

async function bridgeTo({ ports, stopper }: StackContext, databaseUrl: string): Promise<PostgresService> {
  const { migratePostgres } = await import("../migrate.ts");
  const { openPostgresBackend } = await import("../bridges/sql/postgres-backend.ts");
  await named("DATABASE_URL", () => migratePostgres(databaseUrl));
  const backend = await named("DATABASE_URL", () => openPostgresBackend(databaseUrl));
  stopper.onStop("the Postgres pool", backend.close);
  const bridge = await ports.open("sql", (port) => startSqlBridge({ port, backend }));
  stopper.onStop("the SQL bridge", bridge.close);
  return {
    description: `DATABASE_URL, migrated, bridged by ${bridge.url}`,
    variables: { DATABASE_URL: databaseUrl, NEON_HTTP_ENDPOINT: bridge.url },
  };
}

async function useEndpoint(endpoint: string, databaseUrl: string): Promise<PostgresService> {
  const { migrateOverHttp } = await import("./migrate-over-http.ts");
  await named("NEON_HTTP_ENDPOINT", () => migrateOverHttp(endpoint, databaseUrl));
  return {
    description: "NEON_HTTP_ENDPOINT, migrated",
    variables: { DATABASE_URL: databaseUrl, NEON_HTTP_ENDPOINT: endpoint },
  };
}

async function named<T>(variable: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof StartFailure) throw error;
    throw new StartFailure(`${variable}: ${messageOf(reasonOf(error))}`);
  }
}
