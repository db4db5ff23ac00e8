/**
 * What a failed call means for what was to be done. `unavailable`: try again later, the rows are fine (a write may have
 * happened). `data`: these rows, or this many at once, can never be taken. `conflict`: someone else was in the way, try
 * again at once. `bug`: the statement itself is wrong or the schema is not the one this code was made for.
 */
export type DatabaseErrorKind = "unavailable" | "data" | "conflict" | "bug";

/** A failed call, told without SQL, parameters or row values: those hold customers' data. */
export interface DatabaseErrorReport {
  readonly kind: DatabaseErrorKind;
  readonly sqlState: string | null;
  /** For logs and `last_error` columns. */
  readonly summary: string;
}

/** By SQLSTATE or its class (first two characters), the longer match first. Whatever is not listed is a bug. */
const KIND_BY_SQL_STATE: Readonly<Record<string, DatabaseErrorKind>> = {
  "40001": "unavailable", // serialization failure
  "40P01": "unavailable", // deadlock
  "25006": "unavailable", // read-only transaction: a fail-over is under way
  "08": "unavailable", // connection
  "28": "unavailable", // credentials: an operator's to repair, and no fault of the rows
  "3D": "unavailable", // database does not exist (yet)
  "53": "unavailable", // out of disk, memory or connections
  "57": "unavailable", // shutdown, cancelled, still starting
  "58": "unavailable", // the server's own I/O
  XX: "unavailable", // internal error; also what Neon answers when its control plane cannot wake a compute
  "22": "data", // a value of the wrong form, U+0000 in text
  "23": "data", // a constraint
  "54": "data", // past a limit of Postgres, such as a text too long for its index
  "40": "conflict",
  "55": "conflict", // lock not available, object in use
};

const TIMED_OUT = /^Error connecting to database: Error: (no answer within \d+ ms)$/;
const HTTP_STATUS = /^Server error \(HTTP status (\d{3})\)/;
const REQUEST_TOO_LARGE = 413;
const SQL_STATE = /^[0-9A-Z]{5}$/;
const SCHEMA_NAME = /^[a-z0-9_]{1,63}$/;
const MAX_CAUSES = 5;

/** Tells what an error of a database call means, whether drizzle wrapped it (single queries) or not (batches). */
export function classifyDatabaseError(error: unknown): DatabaseErrorReport {
  const driverError = findDriverError(error);
  if (driverError === null) return { kind: "bug", sqlState: null, summary: `not of the database: ${nameOf(error)}` };
  const sqlState = typeof driverError.code === "string" && SQL_STATE.test(driverError.code) ? driverError.code : null;
  if (sqlState === null) return withoutSqlState(driverError.message);
  const kind = KIND_BY_SQL_STATE[sqlState] ?? KIND_BY_SQL_STATE[sqlState.slice(0, 2)] ?? "bug";
  // Names of the schema's own parts; message and detail quote the offending row.
  const places = (["table", "column", "constraint"] as const).flatMap((place) => {
    const name = driverError[place];
    return typeof name === "string" && SCHEMA_NAME.test(name) ? [`${place} ${name}`] : [];
  });
  return { kind, sqlState, summary: [`SQLSTATE ${sqlState}`, ...places].join(", ") };
}

interface DriverError {
  readonly message: string;
  readonly code?: unknown;
  readonly table?: unknown;
  readonly column?: unknown;
  readonly constraint?: unknown;
}

/** A garbled answer makes the driver throw a SyntaxError of its own; all else of its is a NeonDbError. */
function findDriverError(error: unknown): DriverError | null {
  let candidate = error;
  for (let depth = 0; depth < MAX_CAUSES && candidate instanceof Error; depth += 1) {
    if (candidate.name === "NeonDbError" || candidate.name === "SyntaxError") return candidate;
    candidate = candidate.cause;
  }
  return null;
}

/** Nothing reached Postgres, or nothing readable came back from it. */
function withoutSqlState(message: string): DatabaseErrorReport {
  const status = HTTP_STATUS.exec(message)?.[1];
  if (status === undefined) {
    return { kind: "unavailable", sqlState: null, summary: TIMED_OUT.exec(message)?.[1] ?? "no usable answer" };
  }
  const kind = Number(status) === REQUEST_TOO_LARGE ? "data" : "unavailable";
  return { kind, sqlState: null, summary: `HTTP status ${status}` };
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
