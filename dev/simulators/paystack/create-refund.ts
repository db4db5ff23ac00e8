import type { JsonObject } from "../support/json-input.ts";
import { Refusal } from "../support/refusal.ts";
import type { Reply } from "../support/reply.ts";
import { AUTO_DELAY_MS, refusedByProcessor, withMishap } from "./customer-script.ts";
import { invalidParams, missingParams, transactionNotFound } from "./errors.ts";
import { newInternalId, newNumber } from "./ids.ts";
import type { Change, Refund, RefundStatus, Transaction } from "./model.ts";
import { readAmount, readOptional } from "./read-params.ts";
import { refundScript } from "./refund-script.ts";
import { toRefundBody } from "./refund-wire.ts";
import { announceRefund, settleRefund } from "./settle.ts";
import type { Decision, PaystackView } from "./view.ts";
import { amountPaid, isPaid, toEnvelope } from "./wire.ts";

/**
 * Decides `POST /refund`: only of what is paid, never more than is left, where refunds under way reserve their amount
 * and failed ones give it back. Nothing recognises a repeat: it is another refund.
 */
export function decideCreateRefund(
  input: JsonObject,
  refundedBy: string,
  view: PaystackView,
): Decision<{ readonly refund: Refund; readonly reply: Reply }> {
  const transaction = readTransaction(input.transaction, view);
  const amount = readAmount(input.amount) ?? amountPaid(transaction);
  const customer_note = readOptional(input, "customer_note");
  const merchant_note = readOptional(input, "merchant_note");
  const currency = readOptional(input, "currency") ?? transaction.currency;
  const script = refundScript(customer_note, view.quirks());
  if (script.refused) throw refusedByProcessor("This refund is not accepted by the processor");
  if (currency !== transaction.currency) throw invalidParams("Currency is not the transaction's");
  if (!isPaid(transaction)) throw invalidParams("Transaction has not been paid, so it cannot be refunded");
  if (amount > amountPaid(transaction) - refundedAmount(transaction, view)) {
    throw invalidParams("Refund amount cannot be more than what is left of the transaction");
  }
  const now = view.clock();
  const refund: Refund = {
    id: newNumber(),
    transaction_id: transaction.id,
    amount,
    currency,
    status: script.start,
    customer_note,
    merchant_note,
    refunded_by: refundedBy,
    created_at: now,
    updated_at: now,
  };
  const body = toEnvelope("Refund has been queued for processing", toRefundBody(refund, transaction, "created", view));
  const begun: Change[] =
    script.start === "processed"
      ? settleRefund(refund, transaction, "processed", view)
      : [{ put: "refund", value: refund }, ...announceRefund(refund, transaction, view)];
  return {
    changes: [...begun, ...toRefundSteps(refund, script.later, view)],
    answer: { refund, reply: withMishap({ status: 200, body }, script.mishap, view) },
  };
}

/** Decides `POST /refund/retry_with_customer_details/{id}`: bank details help a refund that wants them, 422 otherwise. */
export function decideRetryRefund(refund: Refund, transaction: Transaction, view: PaystackView): Decision<Reply> {
  if (refund.status !== "needs-attention") {
    throw new Refusal(422, "invalid_params", "Only a refund that needs attention can be retried");
  }
  const retried: Refund = { ...refund, status: "processing" };
  const changes = [
    ...settleRefund(refund, transaction, "processing", view),
    ...toRefundSteps(retried, ["processed"], view),
  ];
  const data = toRefundBody(retried, transaction, "read", view);
  return { changes, answer: { status: 200, body: toEnvelope("Refund retried and has been queued", data) } };
}

/** What refunds take of a transaction, those included that are under way. */
export function refundedAmount({ id }: Transaction, view: PaystackView): number {
  const standing = view.ledger.refundsOf(id).filter((refund) => refund.status !== "failed");
  return standing.reduce((sum, refund) => sum + refund.amount, 0);
}

/** The transaction with this reference or number, if there is one. */
export function findTransaction(given: unknown, { ledger }: PaystackView): Transaction | undefined {
  const text = String(given);
  return ledger.findByReference(text) ?? (/^\d{1,16}$/.test(text) ? ledger.transactions.get(Number(text)) : undefined);
}

function readTransaction(given: unknown, view: PaystackView): Transaction {
  if (given === undefined || given === null || given === "") throw missingParams("Transaction is required");
  const transaction = findTransaction(given, view);
  if (transaction === undefined) throw transactionNotFound(view.quirks());
  return transaction;
}

function toRefundSteps({ id, status }: Refund, later: readonly RefundStatus[], view: PaystackView): Change[] {
  return later.map((to, index): Change => {
    const from = later[index - 1] ?? status;
    const at = view.clock() + (index + 1) * AUTO_DELAY_MS;
    return { put: "step", value: { subject: "refund", id: newInternalId("step"), at, subject_id: id, from, to } };
  });
}
