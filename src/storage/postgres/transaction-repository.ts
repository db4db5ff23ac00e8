import { and, desc, eq } from "drizzle-orm";
import { type MinorUnits, toMajorNumber } from "../../domain/money.ts";
import { decodeCursor } from "./cursor.ts";
import { type Listing, olderThan, ownedBy, refused, toListing, within } from "./listing.ts";
import type { PostgresClient } from "./postgres-client.ts";
import { transactions } from "./schema/transactions.ts";
import { exactInstant } from "./stored-instant.ts";

/** Past this many rows to skip, a page number would cost the database more than it is worth: cursors go on for ever. */
export const MAX_PAGE_OFFSET = 10_000;

/** A payment as lists show it: the contract's fields without `next_action`, which only the payment's own answers have. */
export type ListedTransaction = Awaited<ReturnType<typeof selectTransactions>>[number];

/** What to list. Texts are checked by the caller: times are RFC 3339, none holds U+0000, the limit is in range. */
export interface TransactionQuery {
  readonly merchantId: string | null;
  readonly provider?: string | undefined;
  readonly status?: string | undefined;
  readonly customerId?: string | undefined;
  readonly reference?: string | undefined;
  readonly createdFrom?: string | undefined;
  readonly createdTo?: string | undefined;
  readonly limit: number;
  /** Counts from 1; passed over when there is a cursor, which already says where to go on. */
  readonly page?: number | undefined;
  readonly cursor?: string | undefined;
}

/** Payments, newest first. As fresh as the last projection: a payment's own shard may know better. */
export async function listTransactions(
  client: PostgresClient,
  query: TransactionQuery,
): Promise<Listing<ListedTransaction>> {
  const position = query.cursor === undefined ? null : decodeCursor(query.cursor, ["instant", "uuid"]);
  if (query.cursor !== undefined && position === null) return refused("cursor_invalid");
  const offset = position === null ? ((query.page ?? 1) - 1) * query.limit : 0;
  if (offset > MAX_PAGE_OFFSET) return refused("page_too_deep");
  const rows = await selectTransactions(client, query, position, offset);
  return toListing(rows, query.limit, (row) => [row.created_at, row.id]);
}

const COLUMNS = {
  id: transactions.id,
  merchant_id: transactions.merchant_id,
  reference: transactions.reference,
  provider: transactions.provider,
  account_id: transactions.account_id,
  provider_transaction_id: transactions.provider_transaction_id,
  provider_receipt: transactions.provider_receipt,
  amount_minor: transactions.amount_minor,
  amount_captured_minor: transactions.captured_minor,
  amount_refunded_minor: transactions.amount_refunded_minor,
  currency: transactions.currency,
  status: transactions.status,
  failure: transactions.failure,
  review: transactions.review,
  customer: transactions.customer,
  payment_method: transactions.payment_method,
  description: transactions.description,
  metadata: transactions.metadata,
  idempotency_key: transactions.idempotency_key,
  created_at: exactInstant(transactions.created_at),
  updated_at: exactInstant(transactions.updated_at),
  completed_at: exactInstant(transactions.completed_at),
  expires_at: exactInstant(transactions.expires_at),
};

async function selectTransactions(
  client: PostgresClient,
  query: TransactionQuery,
  position: readonly string[] | null,
  offset: number,
) {
  const { created_at, id } = transactions;
  const rows = await client.db
    .select(COLUMNS)
    .from(transactions)
    .where(
      and(
        ownedBy(transactions.merchant_id, query.merchantId),
        query.provider === undefined ? undefined : eq(transactions.provider, query.provider),
        query.status === undefined ? undefined : eq(transactions.status, query.status),
        query.customerId === undefined ? undefined : eq(transactions.customer_id, query.customerId),
        query.reference === undefined ? undefined : eq(transactions.reference, query.reference),
        within(created_at, query.createdFrom, query.createdTo),
        olderThan([created_at, id], position),
      ),
    )
    .orderBy(desc(created_at), desc(id))
    .limit(query.limit + 1)
    .offset(offset);
  return rows.map(withMajorAmounts);
}

/** The checks of the table keep amounts within what `MinorUnits` promises. */
function withMajorAmounts<
  Row extends {
    amount_minor: number;
    amount_captured_minor: number | null;
    amount_refunded_minor: number;
    currency: string;
  },
>(row: Row) {
  const captured = row.amount_captured_minor as MinorUnits | null;
  return {
    ...row,
    amount_captured: captured === null ? null : toMajorNumber(captured, row.currency),
    amount: toMajorNumber(row.amount_minor as MinorUnits, row.currency),
    amount_refunded: toMajorNumber(row.amount_refunded_minor as MinorUnits, row.currency),
  };
}
