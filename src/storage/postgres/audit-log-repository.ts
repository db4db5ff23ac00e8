import { and, asc, desc, eq, gt } from "drizzle-orm";
import type { AuditEntry } from "../../domain/audit/audit-entry.ts";
import { decodeCursor } from "./cursor.ts";
import { type Listing, olderThan, ownedBy, refused, toListing, within } from "./listing.ts";
import type { PostgresClient } from "./postgres-client.ts";
import { auditLogs } from "./schema/audit-logs.ts";
import { exactInstant } from "./stored-instant.ts";

/** What to list. The caller has checked that ids are UUIDs, times RFC 3339 and the limit in range. */
export interface AuditLogQuery {
  readonly merchantId: string | null;
  readonly transactionId?: string | undefined;
  readonly eventType?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

const ENTRY = {
  id: auditLogs.id,
  transaction_id: auditLogs.transaction_id,
  sequence: auditLogs.sequence,
  event_type: auditLogs.event_type,
  event_data: auditLogs.event_data,
  user_id: auditLogs.user_id,
  ip_address: auditLogs.ip_address,
  user_agent: auditLogs.user_agent,
  timestamp: exactInstant(auditLogs.timestamp),
  previous_hash: auditLogs.previous_hash,
  hash: auditLogs.hash,
};

/** Audit entries of all chains, newest first. */
export async function listAuditLogs(client: PostgresClient, query: AuditLogQuery): Promise<Listing<AuditEntry>> {
  const position = query.cursor === undefined ? null : decodeCursor(query.cursor, ["instant", "count", "uuid"]);
  if (query.cursor !== undefined && position === null) return refused("cursor_invalid");
  const { timestamp, sequence, id } = auditLogs;
  const rows: AuditEntry[] = await client.db
    .select(ENTRY)
    .from(auditLogs)
    .where(
      and(
        ownedBy(auditLogs.merchant_id, query.merchantId),
        // A transaction's id is its chain's name (a check of the table), and chains have an index.
        query.transactionId === undefined ? undefined : eq(auditLogs.chain, query.transactionId.toLowerCase()),
        query.eventType === undefined ? undefined : eq(auditLogs.event_type, query.eventType),
        within(timestamp, query.from, query.to),
        olderThan([timestamp, sequence, id], position),
      ),
    )
    .orderBy(desc(timestamp), desc(sequence), desc(id))
    .limit(query.limit + 1);
  return toListing(rows, query.limit, (row) => [row.timestamp, String(row.sequence), row.id]);
}

/** Far below the 10 MiB that one answer may hold, even for entries that carry whole exchanges with providers. */
const CHAIN_PAGE = 500;

/**
 * A chain's entries in the order of their sequence, exactly as stored, so that `verifyChain` sees every edit. The owner
 * is no part of what is hashed: entries that are not `merchantId`'s are left out and so show as missing. With null,
 * entries count whoever's they are.
 */
export async function readChain(
  client: PostgresClient,
  chain: string,
  merchantId: string | null,
): Promise<readonly AuditEntry[]> {
  const entries: AuditEntry[] = [];
  for (;;) {
    const last = entries.at(-1);
    // The first page has no lower bound: an entry forged with number 0 must not hide below it.
    const further = last === undefined ? undefined : gt(auditLogs.sequence, last.sequence);
    const page: AuditEntry[] = await client.db
      .select(ENTRY)
      .from(auditLogs)
      .where(and(eq(auditLogs.chain, chain), ownedBy(auditLogs.merchant_id, merchantId), further))
      .orderBy(asc(auditLogs.sequence))
      .limit(CHAIN_PAGE);
    entries.push(...page);
    if (page.length < CHAIN_PAGE) return entries;
  }
}
