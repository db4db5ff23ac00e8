import { and, desc, eq } from "drizzle-orm";
import type { DepositRow } from "../../domain/projection.ts";
import { decodeCursor } from "./cursor.ts";
import { type Listing, olderThan, refused, toListing } from "./listing.ts";
import type { PostgresClient } from "./postgres-client.ts";
import { deposits } from "./schema/deposits.ts";
import { exactInstant } from "./stored-instant.ts";

/** What to list. Deposits belong to no merchant: only operators may ask. */
export interface DepositQuery {
  readonly status?: string | undefined;
  readonly provider?: string | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** Money that nobody asked for, newest first. */
export async function listDeposits(client: PostgresClient, query: DepositQuery): Promise<Listing<DepositRow>> {
  const position = query.cursor === undefined ? null : decodeCursor(query.cursor, ["instant", "uuid"]);
  if (query.cursor !== undefined && position === null) return refused("cursor_invalid");
  const { id, provider, account_id, scope, receipt, status, reason, amount_minor, currency } = deposits;
  const { account_reference, payer_name, payer_phone, transaction_id, sequence } = deposits;
  const { paid_at, created_at, updated_at } = deposits;
  const rows: DepositRow[] = await client.db
    .select({
      id,
      provider,
      account_id,
      scope,
      receipt,
      status,
      reason,
      amount_minor,
      currency,
      account_reference,
      payer_name,
      payer_phone,
      transaction_id,
      sequence,
      paid_at: exactInstant(paid_at),
      created_at: exactInstant(created_at),
      updated_at: exactInstant(updated_at),
    })
    .from(deposits)
    .where(
      and(
        query.status === undefined ? undefined : eq(status, query.status),
        query.provider === undefined ? undefined : eq(provider, query.provider),
        olderThan([created_at, id], position),
      ),
    )
    .orderBy(desc(created_at), desc(id))
    .limit(query.limit + 1);
  return toListing(rows, query.limit, (row) => [row.created_at, row.id]);
}
