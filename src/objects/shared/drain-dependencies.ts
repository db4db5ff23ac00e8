import { parseConfig } from "../../env.ts";
import { systemClock } from "../../lib/clock.ts";
import type { Logger } from "../../lib/logger.ts";
import { classifyDatabaseError } from "../../storage/postgres/classify-database-error.ts";
import { createPostgresClient } from "../../storage/postgres/postgres-client.ts";
import { writeProjections } from "../../storage/postgres/projection-repository.ts";
import type { DrainDependencies } from "./drain.ts";
import type { Outbox } from "./outbox.ts";

/** A batch of a few hundred rows takes milliseconds; what takes this long is not coming. Below the drain's lease. */
const WRITE_TIMEOUT_MS = 8_000;

/** The real Postgres behind a drain. */
export function createDrainDependencies(env: object, outbox: Outbox, logger: Logger): DrainDependencies {
  const { databaseUrl, neonHttpEndpoint } = parseConfig(env);
  const client = createPostgresClient({
    databaseUrl,
    endpoint: neonHttpEndpoint ?? undefined,
    timeoutMs: WRITE_TIMEOUT_MS,
  });
  return {
    outbox,
    logger,
    clock: systemClock,
    write: (projections) => writeProjections(client, projections),
    classify(error) {
      const fault = classifyDatabaseError(error);
      const isRows = fault.kind === "data" || fault.kind === "conflict";
      return { kind: isRows ? "rows" : "later", summary: `${fault.kind}: ${fault.summary}` };
    },
  };
}
