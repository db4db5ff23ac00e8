import type { Projection } from "../../domain/projection.ts";
import type { Clock } from "../../lib/clock.ts";
import type { Logger } from "../../lib/logger.ts";
import type { Outbox, OutboxRow } from "./outbox.ts";

/** What a failed write means: `rows` can never be taken as they are, anything else may work later. */
export interface WriteFault {
  readonly kind: "rows" | "later";
  readonly summary: string;
}

/** What a drain needs of the world. */
export interface DrainDependencies {
  readonly outbox: Outbox;
  write(projections: readonly Projection[]): Promise<void>;
  classify(error: unknown): WriteFault;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Rows in one batch: a few hundred kilobytes at most. */
const BATCH_ROWS = 200;
/** While a drain runs the alarm stands here: were the object reset meanwhile, the next drain starts then. */
export const DRAIN_LEASE_MS = 15_000;
const FIRST_BACKOFF_MS = 500;
/** An outage of hours must not delay the recovery by more than this. */
const MAX_BACKOFF_MS = 10_000;

/**
 * Sends waiting rows to Postgres, in order, one batch a call. Rows that the database can never take are found by
 * halving and set aside with an alarm, so that they hold up nothing behind them. Never throws.
 */
export async function drainOutbox(dependencies: DrainDependencies): Promise<void> {
  const { outbox, clock, logger } = dependencies;
  const { failures } = outbox.state();
  const rows = outbox.read(BATCH_ROWS);
  const last = rows.at(-1);
  if (last === undefined) {
    outbox.schedule(null, 0);
    return;
  }
  outbox.schedule(clock() + DRAIN_LEASE_MS, failures);
  try {
    await writeRows(dependencies, rows);
    outbox.advance(last.position, clock());
  } catch (error) {
    const delayMs = Math.min(MAX_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** Math.min(failures, 10));
    outbox.schedule(clock() + delayMs, failures + 1);
    logger.warn("projection.delayed", {
      reason: dependencies.classify(error).summary,
      failures: failures + 1,
      delayMs,
    });
  }
}

async function writeRows(dependencies: DrainDependencies, rows: readonly OutboxRow[]): Promise<void> {
  try {
    await dependencies.write(rows.map((row) => row.projection));
  } catch (error) {
    const fault = dependencies.classify(error);
    if (fault.kind !== "rows") throw error;
    const [only] = rows;
    if (rows.length === 1 && only !== undefined) {
      dependencies.outbox.park(only, fault.summary, dependencies.clock());
      dependencies.logger.error("projection.parked", {
        chain: only.chain,
        position: only.position,
        reason: fault.summary,
      });
      return;
    }
    const middle = Math.ceil(rows.length / 2);
    await writeRows(dependencies, rows.slice(0, middle));
    await writeRows(dependencies, rows.slice(middle));
  }
}
