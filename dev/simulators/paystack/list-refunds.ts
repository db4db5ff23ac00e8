import type { Reply } from "../support/reply.ts";
import { findTransaction } from "./create-refund.ts";
import { invalidParams } from "./errors.ts";
import type { Refund } from "./model.ts";
import { toRefundBody } from "./refund-wire.ts";
import type { PaystackView } from "./view.ts";
import { toEnvelope } from "./wire.ts";

/** What a page holds when `perPage` is not given. */
const USUAL_PAGE_SIZE = 50;

/** Answers `GET /refund?transaction=` (a reference or a number; without it: all), the newest first, a page at a time. */
export function listRefunds(query: URLSearchParams, view: PaystackView): Reply {
  const perPage = readCount(query, "perPage", USUAL_PAGE_SIZE);
  const page = readCount(query, "page", 1);
  const found = select(query.get("transaction"), view).reverse();
  const data = found.slice((page - 1) * perPage, page * perPage).flatMap((refund) => {
    const transaction = view.ledger.transactions.get(refund.transaction_id);
    return transaction === undefined ? [] : [toRefundBody(refund, transaction, "listed", view)];
  });
  const meta = { total: found.length, skipped: 0, perPage, page, pageCount: Math.ceil(found.length / perPage) };
  return { status: 200, body: toEnvelope("Refunds retrieved", data, meta) };
}

function select(given: string | null, view: PaystackView): Refund[] {
  if (given === null) return [...view.ledger.refunds.values()];
  const transaction = findTransaction(given, view);
  return transaction === undefined ? [] : view.ledger.refundsOf(transaction.id);
}

function readCount(query: URLSearchParams, name: string, usual: number): number {
  const text = query.get(name) ?? String(usual);
  if (!/^[1-9]\d{0,5}$/.test(text)) throw invalidParams(`${name} must be a positive integer`);
  return Number(text);
}
