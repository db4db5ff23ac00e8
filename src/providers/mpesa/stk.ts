import { accountReferenceOf } from "../../domain/account-reference.ts";
import type { Failure } from "../../domain/failure.ts";
import type { PaymentOutcome, ReportedPayment } from "../../domain/outcome.ts";
import type { Transaction } from "../../domain/payment/transaction.ts";
import type { CallContext } from "../provider.ts";
import type { MpesaAccount } from "./account.ts";
import type { MpesaConfig } from "./config.ts";
import { errorOf } from "./daraja-client.ts";
import { toTransactionDesc } from "./daraja-text.ts";
import { toEatTimestamp } from "./eat-time.ts";
import { normalizePhone } from "./phone.ts";
import { meaningOf } from "./result-codes.ts";
import { toShillings } from "./shillings.ts";
import { ACCOUNT_REFUSED, readSubmission } from "./submission.ts";
import { queryAnswerSchema } from "./wire.ts";

/** What every statement about a payment leaves out that Daraja does not say. */
export const NOTHING_SAID: ReportedPayment = {
  kind: "reported",
  status: "pending",
  providerTransactionId: null,
  amountMinor: null,
  currency: null,
  reference: null,
  failure: null,
  nextAction: null,
};

const CANCELLED = { code: "cancelled_by_customer", message: "The customer cancelled the prompt." };

/** Has the customer's phone ask for the PIN. Sent once: Daraja has no idempotency, a second push is a second debit. */
export async function pushPrompt(
  account: MpesaAccount,
  transaction: Transaction,
  context: CallContext,
): Promise<PaymentOutcome> {
  const phone = normalizePhone(transaction.customer.phone ?? "");
  if (phone === null) return { ...NOTHING_SAID, status: "failed", failure: INVALID_PHONE, exchange: null };
  const body = {
    ...signedBy(account.config, context.clock()),
    TransactionType: account.config.shortcodeType === "till" ? "CustomerBuyGoodsOnline" : "CustomerPayBillOnline",
    Amount: toShillings(transaction.amountMinor),
    PartyA: phone,
    PartyB: partyOf(account.config),
    PhoneNumber: phone,
    CallBackURL: context.callbackAddress("payment"),
    AccountReference: accountReferenceOf(transaction.id),
    TransactionDesc: toTransactionDesc(transaction.description ?? transaction.reference),
  };
  const submission = readSubmission(await account.post("/mpesa/stkpush/v1/processrequest", body, true, context));
  const { exchange } = submission;
  switch (submission.kind) {
    case "accepted": {
      const handle = submission.ids.CheckoutRequestID;
      if (handle === undefined) return { kind: "unknown", reason: "unexpected_answer", exchange };
      const nextAction = { type: "await_customer", message: "Enter your M-PESA PIN on your phone." } as const;
      return { ...NOTHING_SAID, providerTransactionId: handle, nextAction, exchange };
    }
    case "refused":
      return toRefused(submission.failure, exchange);
    case "repeated":
      return { kind: "unknown", reason: "unexpected_answer", exchange };
    default:
      return submission;
  }
}

/** Asks what became of a prompt, in every shape that the answer has. */
export async function queryPrompt(
  account: MpesaAccount,
  handle: string,
  context: CallContext,
): Promise<PaymentOutcome> {
  const body = { ...signedBy(account.config, context.clock()), CheckoutRequestID: handle };
  const answer = await account.post("/mpesa/stkpushquery/v1/query", body, false, context);
  if (answer.kind === "not_sent") return answer;
  const { exchange } = answer;
  const known = { ...NOTHING_SAID, providerTransactionId: handle };
  const error = errorOf(answer);
  if (error !== null) {
    // "The transaction does not Exist" is said of known payments too: no answer, and never a failure.
    const isRunning = error.code === "500.001.1001" && /^$|being processed/i.test(error.message);
    if (isRunning) return { ...known, exchange };
    return { kind: "unknown", reason: `daraja_${error.code || error.status}`, exchange };
  }
  if (answer.kind === "unknown") return answer;
  const result = queryAnswerSchema.safeParse(answer.body);
  if (!result.success) return { kind: "unknown", reason: "unexpected_answer", exchange };
  if (result.data.CheckoutRequestID !== undefined && result.data.CheckoutRequestID !== handle) {
    return { kind: "unknown", reason: "answer_about_another_payment", exchange };
  }
  const meaning = meaningOf(result.data.ResultCode);
  switch (meaning.kind) {
    case "succeeded": {
      // The answer names neither amount nor payer, so the prompt may complete one payment only.
      const claim = { scope: `prompt:${account.config.shortcode}`, receipt: handle };
      return { ...known, status: "completed", claim, exchange };
    }
    case "pending":
      return { ...known, exchange };
    case "cancelled":
      return { ...known, status: "cancelled", failure: CANCELLED, exchange };
    case "failed":
      return { ...known, status: "failed", failure: meaning.failure, exchange };
    default:
      return { kind: "unknown", reason: `result_${result.data.ResultCode}`.slice(0, 64), exchange };
  }
}

/** Whom the customer pays: the paybill, or the till behind its head-office number. */
export function partyOf({ shortcodeType, shortcode, tillNumber }: MpesaConfig): string {
  return shortcodeType === "till" ? (tillNumber ?? shortcode) : shortcode;
}

function toRefused(failure: Failure, exchange: PaymentOutcome["exchange"]): PaymentOutcome {
  const refused = { ...NOTHING_SAID, status: "failed", failure, exchange } as const;
  return failure.code === ACCOUNT_REFUSED ? { ...refused, isAccountRefused: true } : refused;
}

const INVALID_PHONE = { code: "invalid_phone", message: "The phone is not a Kenyan mobile number." };

/** Short code and time with the password made of them: base64 of short code, passkey and that very time. */
function signedBy({ shortcode, passkey }: MpesaConfig, now: number) {
  const timestamp = toEatTimestamp(now);
  const password = Buffer.from(shortcode + passkey + timestamp).toString("base64");
  return { BusinessShortCode: shortcode, Password: password, Timestamp: timestamp };
}
