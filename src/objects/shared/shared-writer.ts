import type { Projection } from "../../domain/projection.ts";

/** Writes rows to Postgres: all of them, or none. */
export type WriteProjections = (projections: readonly Projection[]) => Promise<void>;

/** What a shared writer needs of the object that calls it. */
export interface SharedWriterDependencies {
  /** Writes with this object's own connection. */
  readonly write: WriteProjections;
  /** Whether an error means that some row can never be taken. */
  isRowFault(error: unknown): boolean;
}

/** Objects flush at the same moments; for this long the first of them waits for the others. */
const LINGER_MS = 20;
/** Rows of one batch: a few megabytes at most. Whoever comes later begins the next one. */
const MAX_ROWS = 500;
/** The object that collects a batch may die before it is sent: after this nobody joins it any more. */
const MAX_COLLECTING_MS = 1_000;
/** Longer than any write takes: who is still waiting then was left alone by the object that wrote for it. */
const PATIENCE_MS = 12_000;

/** A row, and the time by which it finds its place among the rows of other objects. */
interface TimedRow {
  readonly projection: Projection;
  readonly at: string;
}

/** What several objects have for the same Postgres, on its way in one request made by the first of them. */
interface Batch {
  readonly startedAt: number;
  readonly rows: TimedRow[];
  members: number;
  /** Settled by the object that writes. */
  readonly written: PromiseWithResolvers<void>;
}

/** Batches that are being collected, by database. Shared by the objects of an isolate, and lost with it. */
const collecting = new Map<string, Batch>();

/**
 * Writes together with other objects of this isolate that write to the same database within some milliseconds: one
 * request for many objects costs Postgres and the isolate little more than one for a single object. Only a saving: an
 * object alone in its isolate writes alone, and one whose batch is lost with another object is told so by an error.
 */
export async function writeShared(
  database: string,
  dependencies: SharedWriterDependencies,
  projections: readonly Projection[],
): Promise<void> {
  const open = collecting.get(database);
  const isOpen =
    open !== undefined &&
    Date.now() - open.startedAt < MAX_COLLECTING_MS &&
    open.rows.length + projections.length <= MAX_ROWS;
  const batch = isOpen ? open : beginBatch(database);
  batch.rows.push(...toTimedRows(projections));
  batch.members += 1;
  try {
    if (isOpen) await withPatience(batch.written.promise);
    else await lead(database, batch, dependencies.write);
  } catch (error) {
    // The row may be another object's: each writes its own, and only one of them fails again.
    if (batch.members === 1 || !dependencies.isRowFault(error)) throw error;
    await dependencies.write(projections);
  }
}

function beginBatch(database: string): Batch {
  const written = Promise.withResolvers<void>();
  // Without followers nobody listens for its failure, which the leader throws by itself.
  written.promise.catch(() => undefined);
  const batch: Batch = { startedAt: Date.now(), rows: [], members: 0, written };
  collecting.set(database, batch);
  return batch;
}

async function lead(database: string, batch: Batch, write: WriteProjections): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, LINGER_MS));
  if (collecting.get(database) === batch) collecting.delete(database);
  try {
    // The feed shows events in the order they are written in: that of time, whichever object they come from.
    const rows = batch.rows.toSorted((a, b) => (a.at === b.at ? 0 : a.at < b.at ? -1 : 1));
    await write(rows.map(({ projection }) => projection));
    batch.written.resolve();
  } catch (error) {
    batch.written.reject(error);
    throw error;
  }
}

/** Rows of one object keep their order, also where its clock was set back between two of them. */
function toTimedRows(projections: readonly Projection[]): TimedRow[] {
  let latest = "";
  return projections.map((projection) => {
    const at = projection.audit_logs?.[0]?.timestamp ?? "";
    if (at > latest) latest = at;
    return { projection, at: latest };
  });
}

async function withPatience(written: Promise<void>): Promise<void> {
  const { promise: lost, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error("the object that wrote for this one is gone")), PATIENCE_MS);
  try {
    await Promise.race([written, lost]);
  } finally {
    clearTimeout(timer);
  }
}
