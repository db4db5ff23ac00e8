import type { Clock } from "../../lib/clock.ts";
import type { Logger } from "../../lib/logger.ts";
import { FLUSH_SAFETY_MS, type OutboxDestination, type OutboxRow } from "./outbox.ts";

/** What a failed delivery means: `rows` can never be taken as they are, anything else may work later. */
export interface DeliveryFault {
  readonly kind: "rows" | "later";
  readonly summary: string;
}

/** How a destination is told. */
export interface Delivery {
  /**
   * Takes rows in order: all of them, or it throws and is handed the same rows again, so it has to recognise what it has
   * seen. Rows that do not concern it need no work.
   */
  send(rows: readonly OutboxRow[]): Promise<void>;
  classify(error: unknown): DeliveryFault;
}

/** What a drain needs of the world. */
export interface DrainDependencies extends Delivery {
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Rows in one batch: a few hundred kilobytes at most. */
const BATCH_ROWS = 200;
const FIRST_BACKOFF_MS = 500;
/** An outage of hours must not delay the recovery by more than this. */
const MAX_BACKOFF_MS = 10_000;

/**
 * Sends waiting rows to one destination, in order, one batch a call, until none is left. Rows that it can never take are
 * found by halving and set aside with an alarm, so that they hold up nothing behind them. Never throws: after a failure
 * the destination is scheduled for the alarm, with backoff. To be run once at a time; the alarm stands behind it.
 */
export async function drainDestination(destination: OutboxDestination, dependencies: DrainDependencies): Promise<void> {
  const { clock, logger } = dependencies;
  for (;;) {
    const rows = destination.read(BATCH_ROWS);
    const last = rows.at(-1);
    if (last === undefined) return;
    const { failures } = destination.state();
    try {
      await sendRows(destination, dependencies, rows);
      destination.confirm(last.position);
      // What had failed is over: rows that come from here on leave by the flusher again.
      if (failures > 0) destination.schedule(clock() + FLUSH_SAFETY_MS, 0);
      if (!destination.isWaiting()) return;
    } catch (error) {
      const delayMs = Math.min(MAX_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** Math.min(failures, 10));
      destination.schedule(clock() + delayMs, failures + 1);
      const reason = dependencies.classify(error).summary;
      const fields = { destination: destination.name, reason, failures: failures + 1, delay_ms: delayMs };
      logger.warn("outbox.delayed", fields);
      return;
    }
  }
}

async function sendRows(
  destination: OutboxDestination,
  dependencies: DrainDependencies,
  rows: readonly OutboxRow[],
): Promise<void> {
  try {
    await dependencies.send(rows);
  } catch (error) {
    const fault = dependencies.classify(error);
    if (fault.kind !== "rows") throw error;
    const [only] = rows;
    if (rows.length === 1 && only !== undefined) {
      destination.park(only, fault.summary, dependencies.clock());
      dependencies.logger.error("outbox.parked", {
        destination: destination.name,
        chain: only.chain,
        position: only.position,
        reason: fault.summary,
      });
      return;
    }
    const middle = Math.ceil(rows.length / 2);
    await sendRows(destination, dependencies, rows.slice(0, middle));
    await sendRows(destination, dependencies, rows.slice(middle));
  }
}
