import type { Reply } from "../support/reply.ts";
import { listPage } from "./list-page.ts";
import type { PaystackView } from "./view.ts";
import { toTransactionBody } from "./wire.ts";

/** Answers `GET /transaction?from=&to=&status=&perPage=&page=`, by when transactions were made. */
export function listTransactions(query: URLSearchParams, view: PaystackView): Reply {
  const status = query.get("status");
  const all = [...view.ledger.transactions.values()];
  const found = status === null ? all : all.filter((transaction) => transaction.status === status);
  return listPage("Transactions retrieved", query, found, (transaction) => [toTransactionBody(transaction, view)]);
}
