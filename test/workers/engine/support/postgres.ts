import { neon, neonConfig } from "@neondatabase/serverless";
import { inject } from "vitest";

/** Runs SQL in the Postgres behind the gateway, past the switch that tests turn: for looking, and for tampering. */
export async function queryPostgres(query: string, ...parameters: unknown[]): Promise<Record<string, unknown>[]> {
  const { sqlUrl, databaseUrl } = inject("services");
  neonConfig.fetchEndpoint = sqlUrl;
  const sql = neon(databaseUrl, { fetchOptions: { call: { endpoint: sqlUrl, timeoutMs: 5_000 } } });
  return sql.query(query, parameters);
}
