import { findProvider } from "../../providers/registry.ts";
import {
  type ListedTransaction,
  listTransactions,
  type TransactionQuery,
} from "../../storage/postgres/transaction-repository.ts";
import type { Gateway } from "../gateway.ts";
import { type Principal, visibleMerchant } from "../principal.ts";
import { type Page, readPage } from "../read-database.ts";

/** Payments the caller may see, newest first. An alias of a provider finds its payments too. */
export function listPayments(
  gateway: Gateway,
  principal: Principal,
  query: Omit<TransactionQuery, "merchantId">,
): Promise<Page<ListedTransaction>> {
  const provider = query.provider && (findProvider(query.provider)?.description.name ?? query.provider);
  return readPage(() =>
    listTransactions(gateway.postgres, { ...query, provider, merchantId: visibleMerchant(principal) }),
  );
}
