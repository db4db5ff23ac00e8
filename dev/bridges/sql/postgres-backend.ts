import pg from "pg";
import { runTransaction } from "./run-transaction.ts";
import { DatabaseUnavailable, type SqlBackend, type SqlResult, type SqlStatement } from "./sql-backend.ts";
import { isStatementError } from "./sql-error.ts";

/** Enough for a local gateway; a developer's Postgres allows 100 connections for all its users. */
const POOL_SIZE = 8;
const CONNECT_TIMEOUT_MS = 10_000;

/** node-postgres knows these two, its type package does not yet. */
type ExtendedQuery = pg.QueryArrayConfig<(string | null)[]> & { queryMode: "extended" };
type Session = pg.PoolClient & { getTransactionStatus(): string | null };

/** Connects to any `postgres://` server. Rejects with `DatabaseUnavailable` when the first connection fails. */
export async function openPostgresBackend(databaseUrl: string): Promise<SqlBackend> {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: POOL_SIZE,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  });
  // An idle connection that breaks (server restarted) is replaced at the next use; unheard, it would end the process.
  pool.on("error", () => undefined);
  try {
    (await connect(pool)).release();
  } catch (error) {
    await pool.end();
    throw error;
  }
  return {
    run: (statement) => withClient(pool, (client) => runStatement(client, statement)),
    runBatch: (statements, options) =>
      withClient(pool, (client) => runTransaction((each) => runStatement(client, each), statements, options)),
    close: () => pool.end(),
  };
}

async function withClient<T>(pool: pg.Pool, work: (client: Session) => Promise<T>): Promise<T> {
  const client = await connect(pool);
  let broken = false;
  const onError = () => {
    broken = true;
  };
  client.on("error", onError);
  try {
    return await work(client);
  } catch (error) {
    if (isStatementError(error)) throw error;
    broken = true;
    throw toUnavailable(error);
  } finally {
    client.off("error", onError);
    // A session left inside a transaction (a lone BEGIN) is of no use to the next caller either.
    client.release(broken || client.getTransactionStatus() !== "I");
  }
}

async function connect(pool: pg.Pool): Promise<Session> {
  try {
    return (await pool.connect()) as Session;
  } catch (error) {
    throw toUnavailable(error);
  }
}

function toUnavailable(error: unknown): DatabaseUnavailable {
  // Node reports "all addresses refused" as an AggregateError without a message of its own.
  const first: unknown = error instanceof AggregateError ? error.errors[0] : error;
  return new DatabaseUnavailable(first instanceof Error ? first.message : String(first), { cause: error });
}

async function runStatement(client: Session, statement: SqlStatement): Promise<SqlResult> {
  const query: ExtendedQuery = {
    text: statement.text,
    values: [...statement.params],
    rowMode: "array",
    // Without it, a query without parameters would go by the simple protocol, which takes several statements at once.
    queryMode: "extended",
    types: { getTypeParser: () => (value: string) => value },
  };
  const result = await client.query<(string | null)[]>(query);
  return {
    command: result.command ?? "",
    rowCount: result.rowCount,
    fields: result.fields,
    rows: result.rows,
  };
}
