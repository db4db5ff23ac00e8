import type { Reply } from "../support/reply.ts";
import { findTransaction } from "./create-refund.ts";
import { listPage } from "./list-page.ts";
import type { Refund } from "./model.ts";
import { toRefundBody } from "./refund-wire.ts";
import type { PaystackView } from "./view.ts";

/**
 * Answers `GET /refund?transaction=` (a reference or a number; without it: all) `&from=&to=`, the newest first, a page at
 * a time.
 */
export function listRefunds(query: URLSearchParams, view: PaystackView): Reply {
  return listPage("Refunds retrieved", query, select(query.get("transaction"), view), (refund) => {
    const transaction = view.ledger.transactions.get(refund.transaction_id);
    return transaction === undefined ? [] : [toRefundBody(refund, transaction, "listed", view)];
  });
}

function select(given: string | null, view: PaystackView): Refund[] {
  if (given === null) return [...view.ledger.refunds.values()];
  const transaction = findTransaction(given, view);
  return transaction === undefined ? [] : view.ledger.refundsOf(transaction.id);
}
