import { and, asc, eq, gt, gte, sql } from "drizzle-orm";
import type { PostgresClient } from "./postgres-client.ts";
import { auditLogs } from "./schema/audit-logs.ts";

/**
 * The first entry of each merchant's own chain. Tenants of outside issuers have no row in `merchants`, but whoever has
 * made an endpoint or a key has a chain. Chains of transactions begin with hexadecimal digits and so come before all of
 * these, whatever the collation; all that is asked for is in the index over chain and sequence.
 */
const FIRST_ENTRIES = and(gte(auditLogs.chain, "merchant"), eq(auditLogs.sequence, 1));

const MERCHANT_OF_CHAIN = sql<string>`substr(${auditLogs.chain}, ${sql.raw(String("merchant:".length + 1))})`;

/** How many merchants have an object with something in it, as far as Postgres has heard. */
export function countKnownMerchants(client: PostgresClient): Promise<number> {
  return client.db.$count(auditLogs, FIRST_ENTRIES);
}

/** Ids of such merchants after one of them, in the order of their chains' names; the platform's owner among them. */
export async function listMerchantsAfter(
  client: PostgresClient,
  page: { readonly after: string | null; readonly limit: number },
): Promise<string[]> {
  const further = page.after === null ? undefined : gt(auditLogs.chain, `merchant:${page.after}`);
  const rows = await client.db
    .select({ id: MERCHANT_OF_CHAIN })
    .from(auditLogs)
    .where(and(FIRST_ENTRIES, further))
    .orderBy(asc(auditLogs.chain))
    .limit(page.limit);
  return rows.map(({ id }) => id);
}

/** Ids of such merchants, in the order of their chains' names. */
export async function listKnownMerchants(
  client: PostgresClient,
  page: { readonly offset: number; readonly limit: number },
): Promise<string[]> {
  const rows = await client.db
    .select({ id: MERCHANT_OF_CHAIN })
    .from(auditLogs)
    .where(FIRST_ENTRIES)
    .orderBy(asc(auditLogs.chain))
    .limit(page.limit)
    .offset(page.offset);
  return rows.map(({ id }) => id);
}
