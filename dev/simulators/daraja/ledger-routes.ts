import { invalid, parseJsonObject } from "../support/json-input.ts";
import { Refusal } from "../support/refusal.ts";
import type { Reply } from "../support/reply.ts";
import type { Route } from "../support/router.ts";
import type { DarajaBank } from "./bank.ts";
import { textOf } from "./fields.ts";
import { toLedgerBody } from "./ledger-body.ts";
import type { Transaction } from "./model.ts";
import { reversedAmount } from "./perform-operation.ts";
import { newReceipt } from "./wire.ts";

/** The knobs on M-Pesa's books: what has moved, a reversal made in its own portal, and starting from nothing. */
export function ledgerRoutes(bank: DarajaBank, reset: () => void): Route[] {
  return [
    {
      method: "GET",
      pattern: "/_sim/ledger",
      handle: ({ query }) => ({
        status: 200,
        body: toLedgerBody(bank, {
          phone: query.get("phone"),
          reference: query.get("reference"),
          path: query.get("path"),
        }),
      }),
    },
    { method: "POST", pattern: "/_sim/reversals", handle: ({ rawBody }) => reverseInPortal(bank, rawBody) },
    {
      method: "POST",
      pattern: "/_sim/reset",
      handle: () => {
        reset();
        return { status: 204 };
      },
    },
  ];
}

/** A reversal that no merchant asked for over the API; the merchant is told nothing. */
function reverseInPortal(bank: DarajaBank, rawBody: Buffer): Reply {
  const input = parseJsonObject(rawBody);
  const original = bank.ledger.transactions.get(textOf(input, "receipt"));
  if (original === undefined || original.direction === "credit") {
    throw new Refusal(404, "not_found", "There is no payment with this receipt.");
  }
  const left = original.amount - reversedAmount(original.receipt, bank);
  const amount = input.amount === undefined ? left : Number(textOf(input, "amount"));
  if (!Number.isInteger(amount) || amount < 1 || amount > left) throw invalid(`amount must be from 1 to ${left}.`);
  const reversal: Transaction = {
    ...original,
    receipt: newReceipt(),
    direction: "credit",
    kind: "reversal",
    amount,
    reference: original.receipt,
    source: null,
    at: bank.clock(),
  };
  bank.commit([{ put: "transaction", value: reversal }]);
  return { status: 200, body: reversal };
}
