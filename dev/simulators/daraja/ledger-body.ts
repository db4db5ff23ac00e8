import type { Prompt, Transaction } from "./model.ts";
import type { DarajaView } from "./view.ts";

/** Which part of the ledger is wanted; null matches everything. */
interface LedgerFilter {
  readonly phone: string | null;
  readonly reference: string | null;
  readonly path: string | null;
}

/** What happened to one phone, callback path or account reference; more than one debit may be a double charge. */
interface Tally {
  prompts: number;
  debits: number;
  debited: number;
  credits: number;
  credited: number;
}

/** The body of `GET /_sim/ledger`. A reversal belongs to whatever the payment that it gives back belongs to. */
export function toLedgerBody({ ledger }: DarajaView, filter: LedgerFilter): Record<string, unknown> {
  const fits = (row: { phone: string | null; path: string | null }, reference: string): boolean =>
    (filter.phone === null || row.phone === filter.phone) &&
    (filter.path === null || row.path === filter.path) &&
    (filter.reference === null || reference === filter.reference);
  const all = [...ledger.transactions.values()];
  const prompts = [...ledger.prompts.values()].filter((prompt) => fits(prompt, prompt.account_reference));
  const fitting = new Set(all.filter((each) => fits(each, each.reference)).map((each) => each.receipt));
  const transactions = all.filter((each) => fitting.has(each.receipt) || fitting.has(each.reference));
  const operations = [...ledger.operations.values()].filter(
    (each) => fits(each, each.originator_conversation_id) || fitting.has(each.subject ?? ""),
  );
  const subjects = new Set([
    ...prompts.map((prompt) => prompt.id),
    ...operations.map((each) => each.id),
    ...transactions.map((each) => each.receipt),
  ]);
  const kind = (wanted: string) => operations.filter((each) => each.kind === wanted);
  return {
    tokens_issued: ledger.token()?.issued ?? 0,
    balance: ledger.balance(),
    prompts,
    debits: transactions.filter((each) => each.direction === "debit"),
    credits: transactions.filter((each) => each.direction === "credit"),
    payouts: kind("b2c"),
    reversals: kind("reversal"),
    status_queries: kind("status"),
    registrations: [...ledger.registrations.values()],
    callbacks: [...ledger.callbacks.values()].filter((callback) => subjects.has(callback.subject)),
    by_phone: tally(prompts, transactions, (row) => row.phone),
    by_path: tally(prompts, transactions, (row) => row.path),
    by_reference: tally(prompts, transactions, (row) => ("direction" in row ? row.reference : row.account_reference)),
  };
}

function tally(
  prompts: readonly Prompt[],
  transactions: readonly Transaction[],
  keyOf: (row: Prompt | Transaction) => string | null,
): Record<string, Tally> {
  const tallies = new Map<string, Tally>();
  const at = (row: Prompt | Transaction): Tally => {
    const key = keyOf(row) ?? "";
    const found = tallies.get(key) ?? { prompts: 0, debits: 0, debited: 0, credits: 0, credited: 0 };
    tallies.set(key, found);
    return found;
  };
  for (const prompt of prompts) at(prompt).prompts += 1;
  for (const transaction of transactions) {
    const found = at(transaction);
    if (transaction.direction === "debit") {
      found.debits += 1;
      found.debited += transaction.amount;
    } else {
      found.credits += 1;
      found.credited += transaction.amount;
    }
  }
  return Object.fromEntries(tallies);
}
