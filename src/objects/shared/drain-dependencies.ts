import { type Config, parseConfig } from "../../env.ts";
import { systemClock } from "../../lib/clock.ts";
import type { Logger } from "../../lib/logger.ts";
import { classifyDatabaseError } from "../../storage/postgres/classify-database-error.ts";
import { createPostgresClient, type PostgresClient } from "../../storage/postgres/postgres-client.ts";
import { writeProjections } from "../../storage/postgres/projection-repository.ts";
import type { DrainDependencies } from "./drain.ts";
import type { Outbox } from "./outbox.ts";
import { type SharedWriterDependencies, writeShared } from "./shared-writer.ts";

/** A batch of a few hundred rows takes milliseconds; what takes this long is not coming. Below the drain's lease. */
const WRITE_TIMEOUT_MS = 8_000;

const clients = new WeakMap<Config, PostgresClient>();

/** The real Postgres behind a drain, shared with the other objects of this isolate. */
export function createDrainDependencies(env: object, outbox: Outbox, logger: Logger): DrainDependencies {
  const config = parseConfig(env);
  const client = clientOf(config);
  const database = `${config.neonHttpEndpoint ?? ""} ${config.databaseUrl}`;
  const writer: SharedWriterDependencies = {
    write: (projections) => writeProjections(client, projections),
    isRowFault: (error) => isRowFault(classifyDatabaseError(error)),
  };
  return {
    outbox,
    logger,
    clock: systemClock,
    write: (projections) => writeShared(database, writer, projections),
    classify(error) {
      const fault = classifyDatabaseError(error);
      return { kind: isRowFault(fault) ? "rows" : "later", summary: `${fault.kind}: ${fault.summary}` };
    },
  };
}

function isRowFault({ kind }: { readonly kind: string }): boolean {
  return kind === "data" || kind === "conflict";
}

/** Making one costs more than a call; it holds no connection. */
function clientOf(config: Config): PostgresClient {
  const { databaseUrl, neonHttpEndpoint } = config;
  const client =
    clients.get(config) ??
    createPostgresClient({ databaseUrl, endpoint: neonHttpEndpoint ?? undefined, timeoutMs: WRITE_TIMEOUT_MS });
  clients.set(config, client);
  return client;
}
