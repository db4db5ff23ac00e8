import { parseJsonObject, readOptionalText, readText } from "../support/json-input.ts";
import { Refusal } from "../support/refusal.ts";
import type { Route } from "../support/router.ts";
import type { PaystackBank } from "./bank.ts";
import { decideCreateRefund, refundedAmount } from "./create-refund.ts";
import { decideDispute } from "./dispute.ts";
import { getRefund, getTransaction } from "./merchant-routes.ts";
import type { RefundStatus, Transaction } from "./model.ts";
import { settleRefund, settleTransaction } from "./settle.ts";
import { isPaid } from "./wire.ts";

const MAX_TEXT_LENGTH = 200;
const REFUND_STATUSES: readonly string[] = ["pending", "processing", "processed", "failed", "needs-attention"];

/** The knobs on Paystack's books: what it has charged, and what somebody does in its dashboard. */
export function ledgerRoutes(bank: PaystackBank, reset: () => void): Route[] {
  const knob = (name: string, handle: (input: ReturnType<typeof parseJsonObject>) => unknown): Route => ({
    method: "POST",
    pattern: `/_sim/${name}`,
    handle: ({ rawBody }) => ({ status: 200, body: handle(parseJsonObject(rawBody)) }),
  });
  return [
    {
      method: "GET",
      pattern: "/_sim/ledger",
      handle: ({ query }) => ({ status: 200, body: toLedgerBody(bank, query.get("reference")) }),
    },
    knob("transactions", (input) => {
      const transaction = getTransaction(input.reference, bank);
      const status = readText(input, "status", MAX_TEXT_LENGTH);
      const response = readOptionalText(input, "gateway_response", MAX_TEXT_LENGTH) ?? transaction.gateway_response;
      bank.commit(settleTransaction(transaction, status, response, bank));
      return bank.ledger.transactions.get(transaction.id);
    }),
    knob("refunds", (input) => {
      const { changes, answer } = decideCreateRefund(input, "dashboard@example.com", bank);
      bank.commit(changes);
      return answer.refund;
    }),
    knob("refund-status", (input) => {
      const { refund, transaction } = getRefund(String(input.id), bank);
      const status = readText(input, "status", MAX_TEXT_LENGTH);
      if (!isRefundStatus(status)) throw new Refusal(422, "invalid_request", `status: ${REFUND_STATUSES.join(", ")}.`);
      bank.commit(settleRefund(refund, transaction, status, bank));
      return bank.ledger.refunds.get(refund.id);
    }),
    knob("disputes", (input) => {
      const { changes, dispute } = decideDispute(input, getTransaction(input.reference, bank), bank);
      bank.commit(changes);
      return dispute;
    }),
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

/** `charges` counts the transactions made per reference, `completed` those of them that are paid. */
function toLedgerBody(bank: PaystackBank, reference: string | null): Record<string, unknown> {
  const { ledger } = bank;
  const found = reference === null ? [...ledger.transactions.values()] : [ledger.findByReference(reference)];
  const transactions = found.filter((transaction) => transaction !== undefined);
  const ids = new Set(transactions.map(({ id }) => id));
  return {
    transactions: transactions.map((each) => ({ ...each, amount_refunded: refundedAmount(each, bank) })),
    refunds: transactions.flatMap(({ id }) => ledger.refundsOf(id)),
    disputes: [...ledger.disputes.values()].filter(({ transaction_id }) => ids.has(transaction_id)),
    charges: countByReference(transactions),
    completed: countByReference(transactions.filter(isPaid)),
    webhooks: [...ledger.events.values()].filter(({ transaction_id }) => ids.has(transaction_id)),
  };
}

function countByReference(transactions: readonly Transaction[]): Record<string, number> {
  return Object.fromEntries(transactions.map(({ reference }) => [reference, 1]));
}

function isRefundStatus(status: string): status is RefundStatus {
  return REFUND_STATUSES.includes(status);
}
