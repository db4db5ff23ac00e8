import { neon, neonConfig } from "@neondatabase/serverless";
import { sql } from "drizzle-orm";
import { drizzle, type NeonHttpDatabase } from "drizzle-orm/neon-http";

/** Postgres as every repository sees it. Make one per isolate: it holds no connection and no state of a request. */
export interface PostgresClient {
  readonly db: NeonHttpDatabase;
  /** One round trip to the server; rejects when it cannot be made in time. */
  ping(): Promise<void>;
}

/** Where Postgres is and how long any one call may take. */
export interface PostgresClientOptions {
  readonly databaseUrl: string;
  /** A SQL-over-HTTP address other than Neon's own for this host (the local bridge). */
  readonly endpoint?: string | undefined;
  /** For the whole call, the reading of its answer included. A write that timed out may have happened all the same. */
  readonly timeoutMs: number;
}

/** What one client adds to its calls. It rides on the driver's `fetchOptions`, the only part that is not global. */
interface CallOptions {
  readonly endpoint: string | undefined;
  readonly timeoutMs: number;
}

/** Makes the client. Errors of its calls are told apart by `classifyDatabaseError`; their messages are not for logs. */
export function createPostgresClient(options: PostgresClientOptions): PostgresClient {
  // The driver's settings are global. Always the same function, so that clients with different endpoints can coexist.
  neonConfig.fetchFunction = fetchWithin;
  const call: CallOptions = { endpoint: options.endpoint, timeoutMs: options.timeoutMs };
  const db = drizzle({ client: neon(options.databaseUrl, { fetchOptions: { call } }) });
  return {
    db,
    async ping() {
      await db.execute(sql`select 1`);
    },
  };
}

/**
 * Fetches and reads the whole answer before the driver sees it: a stall or a cut in mid-answer then is a connection
 * error like any other, the time-out covers it, and no timer outlives the call.
 */
async function fetchWithin(neonUrl: string, init: RequestInit & { call: CallOptions }): Promise<Response> {
  const { call, ...request } = init;
  const timeout = new AbortController();
  const timer = setTimeout(() => timeout.abort(new Error(`no answer within ${call.timeoutMs} ms`)), call.timeoutMs);
  try {
    const response = await fetch(call.endpoint ?? neonUrl, { ...request, signal: timeout.signal });
    return new Response(await response.arrayBuffer(), { status: response.status });
  } finally {
    clearTimeout(timer);
  }
}
