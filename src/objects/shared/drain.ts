import type { Projection } from "../../domain/projection.ts";
import type { Clock } from "../../lib/clock.ts";
import type { Logger } from "../../lib/logger.ts";
import { FLUSH_SAFETY_MS, type Outbox, type OutboxRow } from "./outbox.ts";

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
const FIRST_BACKOFF_MS = 500;
/** An outage of hours must not delay the recovery by more than this. */
const MAX_BACKOFF_MS = 10_000;

/**
 * Sends waiting rows to Postgres, in order, one batch a call, until none is left. Rows that the database can never take
 * are found by halving and set aside with an alarm, so that they hold up nothing behind them. Never throws: after a
 * failure the outbox is scheduled for the alarm, with backoff. To be run once at a time; the alarm stands behind it.
 */
export async function drainOutbox(dependencies: DrainDependencies): Promise<void> {
  const { outbox, clock, logger } = dependencies;
  for (;;) {
    const rows = outbox.read(BATCH_ROWS);
    const last = rows.at(-1);
    if (last === undefined) return;
    const { failures } = outbox.state();
    try {
      await writeRows(dependencies, rows);
      outbox.confirm(last.position);
      // What had failed is over: rows that come from here on leave by the flusher again.
      if (failures > 0) outbox.schedule(clock() + FLUSH_SAFETY_MS, 0);
      if (!outbox.isWaiting()) return;
    } catch (error) {
      const delayMs = Math.min(MAX_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** Math.min(failures, 10));
      outbox.schedule(clock() + delayMs, failures + 1);
      const reason = dependencies.classify(error).summary;
      logger.warn("projection.delayed", { reason, failures: failures + 1, delay_ms: delayMs });
      return;
    }
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
