import { type Config, parseConfig } from "../../env.ts";
import { classifyDatabaseError } from "../../storage/postgres/classify-database-error.ts";
import { createPostgresClient, type PostgresClient } from "../../storage/postgres/postgres-client.ts";
import { writeProjections } from "../../storage/postgres/projection-repository.ts";
import type { Delivery } from "./drain.ts";
import { type SharedWriterDependencies, writeShared } from "./shared-writer.ts";

/** A batch of a few hundred rows takes milliseconds; what takes this long is not coming. Below the drain's lease. */
const WRITE_TIMEOUT_MS = 8_000;

const clients = new WeakMap<Config, PostgresClient>();

/** The real Postgres behind an outbox, written to together with the other objects of this isolate. */
export function createPostgresDelivery(env: object): Delivery {
  const config = parseConfig(env);
  const client = clientOf(config);
  const database = `${config.neonHttpEndpoint ?? ""} ${config.databaseUrl}`;
  const writer: SharedWriterDependencies = {
    write: (projections) => writeProjections(client, projections),
    isRowFault: (error) => isRowFault(classifyDatabaseError(error)),
  };
  return {
    send(rows) {
      const projections = rows.map(({ projection }) => projection);
      return writeShared(database, writer, projections);
    },
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
