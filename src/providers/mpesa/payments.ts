import { accountReferenceOf } from "../../domain/account-reference.ts";
import { formatAmount } from "../../domain/money.ts";
import type { PaymentOutcome } from "../../domain/outcome.ts";
import { isFinal } from "../../domain/payment/state-machine.ts";
import type { Transaction } from "../../domain/payment/transaction.ts";
import type { CallContext } from "../provider.ts";
import type { MpesaAccount } from "./account.ts";
import { askStatus } from "./status-question.ts";
import { NOTHING_SAID, partyOf, pushPrompt, queryPrompt } from "./stk.ts";

/** The customer goes to the M-PESA menu and pays the short code by hand. */
export const BY_HAND = "c2b";
/** A prompt on the customer's phone. */
export const BY_PROMPT = "stk_push";

/** How long the query's word waits for what M-Pesa says of a receipt, where callback and query disagree. */
const RECEIPT_PATIENCE_MS = 60_000;

/** Begins a payment: a prompt on the phone, or an invitation to pay by hand, for which nothing is sent. */
export function initializePayment(
  account: MpesaAccount,
  transaction: Transaction,
  context: CallContext,
): Promise<PaymentOutcome> {
  if (transaction.paymentMethod !== BY_HAND) return pushPrompt(account, transaction, context);
  return Promise.resolve(invite(account, transaction));
}

/** Asks what became of a payment: a prompt by its own CheckoutRequestID, a receipt that was told by a question of its own. */
export async function verifyPayment(
  account: MpesaAccount,
  transaction: Transaction,
  context: CallContext,
): Promise<PaymentOutcome> {
  if (transaction.paymentMethod !== BY_HAND) return verifyPrompt(account, transaction, context);
  // Nothing can be asked before the customer has paid; the confirmation tells. Late money still wins.
  if (context.clock() < transaction.expiresAt) return invite(account, transaction);
  const failure = { code: "expired", message: "The customer did not pay in time." };
  return { ...NOTHING_SAID, status: "cancelled", failure, exchange: null };
}

/**
 * The query's word counts, but it tells no amount, and is known to be wrong at times. While a callback with a receipt says
 * otherwise, M-Pesa is asked about that receipt first; its answer comes to an address of its own.
 */
async function verifyPrompt(
  account: MpesaAccount,
  transaction: Transaction,
  context: CallContext,
): Promise<PaymentOutcome> {
  const { providerTransactionId, providerReceipt, receiptCandidate, status } = transaction;
  const told = providerReceipt === null ? receiptCandidate : null;
  const isPaidBefore = status !== "failed" && status !== "cancelled" && isFinal(status);
  if (isPaidBefore && told !== null) return askStatus(account, { TransactionID: told }, context);
  const heard = await queryOrWait(account, transaction, context);
  const isCertain = heard.kind === "reported" && heard.status === "completed" && providerTransactionId !== null;
  const isAgreed = isCertain && (heard.amountMinor ?? transaction.amountMinor) === transaction.amountMinor;
  if (told === null || isAgreed || !isWorthAsking(transaction, context.clock())) return heard;
  const question = await askStatus(account, { TransactionID: told }, context);
  return question.reason === "asked" ? question : heard;
}

/** The query's answer, with the amount that the callback told: where that is another, the payment is held for a person. */
async function queryOrWait(
  account: MpesaAccount,
  transaction: Transaction,
  context: CallContext,
): Promise<PaymentOutcome> {
  // When the answer to the push got lost, only the callback at the payment's own address has named the prompt.
  const handle = transaction.providerTransactionId ?? transaction.handleCandidate ?? null;
  if (handle === null) return { kind: "unknown", reason: "no_handle_to_ask_by", exchange: null };
  const outcome = await queryPrompt(account, handle, context);
  if (outcome.kind !== "reported" || outcome.status !== "completed") return outcome;
  const { amountCandidate = null, currency } = transaction;
  return amountCandidate === null ? outcome : { ...outcome, amountMinor: amountCandidate, currency };
}

/** Whether the answer about a told receipt is to be waited for; what has ended is only asked about because of it. */
function isWorthAsking({ pursuit, status }: Transaction, now: number): boolean {
  const toldAt = pursuit.receiptToldAt ?? Number.NEGATIVE_INFINITY;
  return isFinal(status) || now < toldAt + RECEIPT_PATIENCE_MS;
}

function invite({ config }: MpesaAccount, transaction: Transaction): PaymentOutcome {
  const amount = `KES ${formatAmount(transaction.amountMinor, transaction.currency)}`;
  const message =
    config.shortcodeType === "till"
      ? `Pay ${amount} to till ${partyOf(config)}.`
      : `Pay ${amount} to paybill ${partyOf(config)}, account ${accountReferenceOf(transaction.id)}.`;
  return { ...NOTHING_SAID, nextAction: { type: "await_customer", message }, exchange: null };
}
