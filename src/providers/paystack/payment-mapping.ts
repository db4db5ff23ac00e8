import type { ReportedPayment } from "../../domain/outcome.ts";
import { fromPaystackAmount } from "./paystack-money.ts";
import type { PaystackTransaction } from "./wire.ts";

/** What a refused, cancelled or otherwise unsuccessful payment is called; the words are the processor's. */
const DECLINED = { code: "declined", message: "The payment was declined." };
const EXPIRED = { code: "expired", message: "The customer did not pay in time." };

/**
 * A transaction in the gateway's terms, or null when it cannot be judged: a status this adapter does not know, or a
 * success that does not say of how much. `isOver`: the customer's time to pay is over.
 */
export function toReportedPayment(transaction: PaystackTransaction, isOver: boolean): ReportedPayment | null {
  const status = statusOf(transaction.status, isOver);
  const { currency, reference, id } = transaction;
  const isPaid = status === "completed";
  const amountMinor = amountOf(transaction, isPaid);
  if (status === null || (isPaid && (amountMinor === null || currency === null))) return null;
  return {
    kind: "reported",
    status,
    providerTransactionId: reference,
    amountMinor,
    currency,
    reference,
    receipt: isPaid ? id : null,
    failure: status === "failed" ? failureOf(transaction) : null,
    nextAction: null,
  };
}

/** The processor's words for why a payment came to nothing. */
export function toFailure(message: string | null): { code: string; message: string } {
  return message === null ? DECLINED : { ...DECLINED, message: message.slice(0, 512) };
}

function statusOf(status: string, isOver: boolean): ReportedPayment["status"] | null {
  switch (status) {
    // Given back in full means paid before: what was given back is learned from the refunds themselves.
    case "success":
    case "reversed":
      return "completed";
    // On a hosted page the customer may try another card under the same reference. The merchant is told of the failure
    // all the same, for most do not: the event of a late success, or a look, brings the payment back.
    case "failed":
      return "failed";
    // Not paid so far. The page stays open until Paystack closes it, which it does not tell: we only stop waiting.
    case "abandoned":
      return isOver ? "failed" : "pending";
    case "ongoing":
    case "pending":
    case "processing":
    case "queued":
    case "pay_offline":
    case "open_url":
    case "send_otp":
    case "send_pin":
    case "send_phone":
    case "send_birthday":
    case "send_address":
      return "pending";
    default:
      return null;
  }
}

/**
 * Where the customer bears the fees, more is paid than was asked: then what was asked has been paid. Less than was asked
 * is shown as it is. Old messages do not say what was asked.
 */
function amountOf(transaction: PaystackTransaction, isPaid: boolean): number | null {
  const { amount, requested_amount: asked, currency } = transaction;
  const told = isPaid && asked !== null && amount !== null && amount < asked ? amount : (asked ?? amount);
  const isMissing = told === null || currency === null || (isPaid && amount === null);
  return isMissing ? null : fromPaystackAmount(told, currency);
}

function failureOf({ status, gateway_response: response, message }: PaystackTransaction) {
  return status === "abandoned" ? EXPIRED : toFailure(response ?? message);
}
