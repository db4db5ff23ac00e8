import { and, desc, eq } from "drizzle-orm";
import { type MinorUnits, toMajorNumber } from "../../domain/money.ts";
import { decodeCursor } from "./cursor.ts";
import { type Listing, olderThan, ownedBy, refused, toListing, within } from "./listing.ts";
import type { PostgresClient } from "./postgres-client.ts";
import { payouts } from "./schema/payouts.ts";
import { exactInstant } from "./stored-instant.ts";
import { MAX_PAGE_OFFSET } from "./transaction-repository.ts";

/** A payout as lists show it. */
export type ListedPayout = Awaited<ReturnType<typeof selectPayouts>>[number];

/** What to list. Texts are checked by the caller: times are RFC 3339, none holds U+0000, the limit is in range. */
export interface PayoutQuery {
  readonly merchantId: string | null;
  readonly provider?: string | undefined;
  readonly status?: string | undefined;
  readonly reference?: string | undefined;
  readonly createdFrom?: string | undefined;
  readonly createdTo?: string | undefined;
  readonly limit: number;
  /** Counts from 1; passed over when there is a cursor, which already says where to go on. */
  readonly page?: number | undefined;
  readonly cursor?: string | undefined;
}

/** Payouts, newest first. As fresh as the last projection: a payout's own shard may know better. */
export async function listPayoutRows(client: PostgresClient, query: PayoutQuery): Promise<Listing<ListedPayout>> {
  const position = query.cursor === undefined ? null : decodeCursor(query.cursor, ["instant", "uuid"]);
  if (query.cursor !== undefined && position === null) return refused("cursor_invalid");
  const offset = position === null ? ((query.page ?? 1) - 1) * query.limit : 0;
  if (offset > MAX_PAGE_OFFSET) return refused("page_too_deep");
  const rows = await selectPayouts(client, query, position, offset);
  return toListing(rows, query.limit, (row) => [row.created_at, row.id]);
}

const COLUMNS = {
  id: payouts.id,
  merchant_id: payouts.merchant_id,
  reference: payouts.reference,
  provider: payouts.provider,
  account_id: payouts.account_id,
  provider_transaction_id: payouts.provider_transaction_id,
  amount_minor: payouts.amount_minor,
  currency: payouts.currency,
  status: payouts.status,
  failure: payouts.failure,
  review: payouts.review,
  recipient: payouts.recipient,
  reason: payouts.reason,
  metadata: payouts.metadata,
  created_at: exactInstant(payouts.created_at),
  updated_at: exactInstant(payouts.updated_at),
  completed_at: exactInstant(payouts.completed_at),
};

async function selectPayouts(
  client: PostgresClient,
  query: PayoutQuery,
  position: readonly string[] | null,
  offset: number,
) {
  const { created_at, id } = payouts;
  const rows = await client.db
    .select(COLUMNS)
    .from(payouts)
    .where(
      and(
        ownedBy(payouts.merchant_id, query.merchantId),
        query.provider === undefined ? undefined : eq(payouts.provider, query.provider),
        query.status === undefined ? undefined : eq(payouts.status, query.status),
        query.reference === undefined ? undefined : eq(payouts.reference, query.reference),
        within(created_at, query.createdFrom, query.createdTo),
        olderThan([created_at, id], position),
      ),
    )
    .orderBy(desc(created_at), desc(id))
    .limit(query.limit + 1)
    .offset(offset);
  // The checks of the table keep amounts within what `MinorUnits` promises.
  return rows.map((row) => ({ ...row, amount: toMajorNumber(row.amount_minor as MinorUnits, row.currency) }));
}
