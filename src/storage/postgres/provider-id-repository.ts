import { and, eq, or } from "drizzle-orm";
import { familyOf } from "../../domain/provider-account/account-id.ts";
import type { PostgresClient } from "./postgres-client.ts";
import { accountFamily } from "./schema/columns.ts";
import { transactions } from "./schema/transactions.ts";

/** What a provider calls a payment: the id it gave to our request, and the id of the money where that is another. */
export interface ProviderIds {
  /** Any version of the account: an id names one payment among those of all of them. */
  readonly accountId: string;
  readonly handle: string | null;
  readonly receipt: string | null;
}

/**
 * Payments that a provider's ids may mean, at most two: more than one means that they say nothing. As fresh as the last
 * projection, so that none may only be none yet.
 */
export async function findByProviderIds(client: PostgresClient, ids: ProviderIds): Promise<string[]> {
  const { id, account_id, provider_transaction_id, provider_receipt } = transactions;
  const named = [ids.handle, ids.receipt].filter((text) => text !== null);
  if (named.length === 0) return [];
  // A provider may name a payment by either, and does not always say which it is.
  const matches = named.flatMap((text) => [eq(provider_transaction_id, text), eq(provider_receipt, text)]);
  const rows = await client.db
    .select({ id })
    .from(transactions)
    .where(and(eq(accountFamily(account_id), familyOf(ids.accountId)), or(...matches)))
    .limit(2);
  return rows.map((row) => row.id);
}
