import { parseJsonObject } from "../support/json-input.ts";
import { Refusal } from "../support/refusal.ts";
import type { Reply } from "../support/reply.ts";
import type { Route, SimulatorRequest } from "../support/router.ts";
import type { PaystackBank } from "./bank.ts";
import { chargeReply, decideCharge } from "./create-charge.ts";
import { decideCreateRefund, decideRetryRefund } from "./create-refund.ts";
import { decideInitialize } from "./create-transaction.ts";
import { decodeReference } from "./decode-reference.ts";
import { transactionNotFound } from "./errors.ts";
import { listRefunds } from "./list-refunds.ts";
import { listTransactions } from "./list-transactions.ts";
import type { Refund, Transaction } from "./model.ts";
import { toRefundBody } from "./refund-wire.ts";
import { decideSubmission, SUBMISSIONS } from "./submit-charge.ts";
import type { Decision } from "./view.ts";
import { toEnvelope, toTransactionBody } from "./wire.ts";

/** The API that merchants call (facts, sections 3 to 5); every route is authenticated first. */
export function merchantRoutes(bank: PaystackBank, authenticate: (request: SimulatorRequest) => void): Route[] {
  const run = ({ changes, answer }: Decision<Reply>): Reply => {
    bank.commit(changes);
    return answer;
  };
  const routes: Route[] = [
    {
      method: "POST",
      pattern: "/transaction/initialize",
      handle: ({ rawBody }) => run(decideInitialize(parseJsonObject(rawBody), bank)),
    },
    { method: "GET", pattern: "/transaction", handle: ({ query }) => listTransactions(query, bank) },
    {
      method: "GET",
      pattern: "/transaction/verify/:id",
      handle: ({ id }) => {
        const data = toTransactionBody(getTransaction(decodeReference(id), bank), bank);
        return { status: 200, body: toEnvelope("Verification successful", data) };
      },
    },
    { method: "POST", pattern: "/charge", handle: ({ rawBody }) => run(decideCharge(parseJsonObject(rawBody), bank)) },
    {
      method: "GET",
      pattern: "/charge/:id",
      handle: ({ id }) => chargeReply(getTransaction(decodeReference(id), bank), bank),
    },
    ...SUBMISSIONS.map((submission): Route => {
      const handle = ({ rawBody }: SimulatorRequest): Reply => {
        const input = parseJsonObject(rawBody);
        return run(decideSubmission(submission, input, getTransaction(input.reference, bank), bank));
      };
      return { method: "POST", pattern: `/charge/${submission.step.replace("send", "submit")}`, handle };
    }),
    {
      method: "POST",
      pattern: "/refund",
      handle: ({ rawBody }) => {
        const { changes, answer } = decideCreateRefund(parseJsonObject(rawBody), "merchant@example.com", bank);
        return run({ changes, answer: answer.reply });
      },
    },
    { method: "GET", pattern: "/refund", handle: ({ query }) => listRefunds(query, bank) },
    {
      method: "GET",
      pattern: "/refund/:id",
      handle: ({ id }) => {
        const { refund, transaction } = getRefund(id, bank);
        const data = toRefundBody(refund, transaction, "read", bank);
        return { status: 200, body: toEnvelope("Refund retrieved", data) };
      },
    },
    {
      method: "POST",
      pattern: "/refund/retry_with_customer_details/:id",
      handle: ({ id }) => {
        const { refund, transaction } = getRefund(id, bank);
        return run(decideRetryRefund(refund, transaction, bank));
      },
    },
  ];
  return routes.map((route) => ({
    ...route,
    handle: (request) => {
      authenticate(request);
      return route.handle(request);
    },
  }));
}

/** The transaction with this reference; refuses with `transaction_not_found` when there is none. */
export function getTransaction(reference: unknown, bank: PaystackBank): Transaction {
  const transaction = typeof reference === "string" ? bank.ledger.findByReference(reference) : undefined;
  if (transaction === undefined) throw transactionNotFound(bank.quirks());
  return transaction;
}

/** The refund with this number and what it gives back; refuses with 404 when there is none. */
export function getRefund(id: string, bank: PaystackBank): { refund: Refund; transaction: Transaction } {
  const refund = /^\d{1,16}$/.test(id) ? bank.ledger.refunds.get(Number(id)) : undefined;
  const transaction = refund && bank.ledger.transactions.get(refund.transaction_id);
  if (refund !== undefined && transaction !== undefined) return { refund, transaction };
  throw new Refusal(404, "not_found", "Refund not found");
}
