import type { JsonObject } from "../support/json-input.ts";
import { readAmount, readOptional, refuse } from "./input.ts";
import type { Payment, Refund } from "./model.ts";
import { type Flutterwave, type FlutterwaveHappening, newNumber } from "./payments.ts";

const STARTS: Readonly<Record<string, string>> = { pending: "pending", fail: "failed", odd: "reticulating" };
/** Sums of major units are compared in their smallest parts. */
const PARTS = 1_000;

/** A new refund, as its magic comment has it: of a successful transaction, and never more than is left of it. */
export function makeRefund(
  input: JsonObject,
  payment: Payment,
  flutterwave: Flutterwave,
): FlutterwaveHappening & { readonly refund: Refund } {
  const comments = readOptional(input, "comments");
  if (comments === "refuse") throw refuse("This refund is not accepted.");
  if (payment.status !== "successful") throw refuse("Transaction is not successful");
  const amount = input.amount === undefined ? payment.amount : readAmount(input, "amount");
  const given = refundsOf(flutterwave, payment).filter(({ status }) => status !== "failed");
  const sum = given.reduce((total, refund) => total + Math.round(refund.amount_refunded * PARTS), 0);
  if (sum + Math.round(amount * PARTS) > Math.round(payment.amount * PARTS)) {
    throw refuse("Refund amount is more than what is left of the transaction");
  }
  const refund: Refund = {
    id: newNumber(),
    tx_id: payment.id,
    amount_refunded: amount,
    status: STARTS[comments ?? ""] ?? "completed",
    comments,
    created_at: new Date(flutterwave.clock()).toISOString(),
  };
  return { rows: [{ table: "refund", row: refund }], refund };
}

/** Everything that was given back of a transaction, or is on its way. */
export function refundsOf({ book }: Flutterwave, payment: Payment): readonly Refund[] {
  return book.list("refund").filter(({ tx_id }) => tx_id === payment.id);
}
