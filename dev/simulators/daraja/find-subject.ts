import type { Operation, Transaction } from "./model.ts";
import type { DarajaView } from "./view.ts";

/** What a status query is about: money that moved, or an operation that moved none (yet). */
export function findSubject(query: Operation, view: DarajaView): Transaction | Operation | null {
  const subject = query.subject ?? "";
  const { transactions } = view.ledger;
  const operation = view.ledger.findOperation(subject);
  return transactions.get(subject) ?? transactions.get(operation?.receipt ?? "") ?? operation ?? null;
}
