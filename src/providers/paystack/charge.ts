import type { PaymentOutcome, ReportedPayment } from "../../domain/outcome.ts";
import type { NextAction, Transaction } from "../../domain/payment/transaction.ts";
import type { JsonValue } from "../../lib/canonical-json.ts";
import type { PaystackAnswer } from "./client.ts";
import { operatorOf } from "./options.ts";
import { toFailure, toReportedPayment } from "./payment-mapping.ts";
import { toPaystackAmount } from "./paystack-money.ts";
import { chargeSchema, transactionSchema } from "./wire.ts";

/** What to tell a customer when Paystack gives no words of its own, by what it waits for. */
const PROMPTS: Readonly<Record<string, string>> = {
  pay_offline: "Approve the payment on your phone.",
  pending: "The payment is being processed.",
  send_otp: "The one-time password that was sent to you is asked for.",
  send_pin: "Your PIN is asked for.",
  send_phone: "Your phone number is asked for.",
  send_birthday: "Your birthday is asked for.",
  send_address: "Your address is asked for.",
};
const MAX_MESSAGE_CHARACTERS = 512;

/** The body of a direct charge by mobile money. */
export function toChargeBody(transaction: Transaction): JsonValue {
  const { currency } = transaction;
  return {
    email: transaction.customer.email,
    amount: toPaystackAmount(transaction.amountMinor, currency),
    currency,
    reference: transaction.id,
    mobile_money: {
      phone: toPaystackPhone(transaction.customer.phone ?? "", currency),
      provider: operatorOf(transaction),
    },
    metadata: { transaction_id: transaction.id },
  };
}

/** What a direct charge answered, or null when only `verify` can tell: an unknown word, or one without what it needs. */
export function toChargeOutcome(
  answer: Extract<PaystackAnswer, { kind: "data" }>,
  transaction: Transaction,
): PaymentOutcome | null {
  const { exchange } = answer;
  const charge = chargeSchema.safeParse(answer.data);
  if (!charge.success) return null;
  const { status, reference, url } = charge.data;
  const open: ReportedPayment = {
    kind: "reported",
    status: "pending",
    providerTransactionId: reference ?? transaction.id,
    amountMinor: null,
    currency: null,
    reference,
    failure: null,
    nextAction: null,
  };
  if (status === "success") {
    const paid = transactionSchema.safeParse(answer.data);
    const reported = paid.success ? toReportedPayment(paid.data, false) : null;
    return reported === null ? null : { ...reported, exchange };
  }
  if (status === "failed") {
    const failure = toFailure(charge.data.message ?? charge.data.gateway_response);
    return { ...open, status: "failed", failure, exchange };
  }
  if (status === "open_url") return url === null ? null : { ...open, nextAction: { type: "redirect", url }, exchange };
  const prompt = PROMPTS[status];
  if (prompt === undefined) return null;
  return { ...open, nextAction: awaitCustomer(charge.data.display_text ?? prompt), exchange };
}

function awaitCustomer(message: string): NextAction {
  return { type: "await_customer", message: message.slice(0, MAX_MESSAGE_CHARACTERS) };
}

/** A phone number as Paystack's own samples have it: Kenya's with country code and plus, others as they were given. */
export function toPaystackPhone(given: string, currency: string): string {
  const digits = given.replace(/[^0-9+]/g, "");
  if (currency !== "KES") return digits;
  const [, subscriber] = /^(?:\+?254|0)?([17][0-9]{8})$/.exec(digits) ?? [];
  return subscriber === undefined ? digits : `+254${subscriber}`;
}
