import type { PaymentOutcome } from "../../domain/outcome.ts";
import type { Transaction } from "../../domain/payment/transaction.ts";
import { LOOK_LEASE_MS, mayBeRepeat } from "../../domain/pursuit.ts";
import type { JsonValue } from "../../lib/canonical-json.ts";
import type { CallContext } from "../provider.ts";
import { toChargeBody, toChargeOutcome } from "./charge.ts";
import { INVALID_KEY, type PaystackAnswer, type PaystackClient } from "./client.ts";
import { channelsOf, isMobileMoney } from "./options.ts";
import { toReportedPayment } from "./payment-mapping.ts";
import { toPaystackAmount } from "./paystack-money.ts";
import { pageSchema, transactionSchema } from "./wire.ts";

type Refused = Extract<PaystackAnswer, { kind: "refused" }>;

/** How long after a call what it has made may still come to light, milliseconds. */
export const SETTLING_MS = 60_000;
/** A prompt on the phone later than this would be answered by nobody, or by surprise, milliseconds. */
const PROMPT_PATIENCE_MS = 60_000;

/**
 * Asks for the payment, by a hosted page or by a prompt on the customer's phone. Our id is the reference, which Paystack
 * uses once and for ever: asking again cannot charge twice, and what is there already is looked at instead.
 */
export async function initializePayment(
  client: PaystackClient,
  transaction: Transaction,
  context: CallContext,
): Promise<PaymentOutcome> {
  const isPrompt = isMobileMoney(transaction);
  if (isPrompt && context.clock() >= transaction.createdAt + PROMPT_PATIENCE_MS) {
    return concludeLatePrompt(client, transaction, context);
  }
  const answer = isPrompt
    ? await client.post("/charge", toChargeBody(transaction), context)
    : await client.post("/transaction/initialize", toPageBody(transaction), context);
  if (answer.kind === "refused") return settleRefusal(client, transaction, context, answer);
  if (answer.kind !== "data") return answer;
  if (!isPrompt) return toPageOutcome(answer);
  return toChargeOutcome(answer, transaction) ?? insist(await verifyPayment(client, transaction, context));
}

/** Asks what became of a payment, by our reference, which is its handle as well. */
export async function verifyPayment(
  client: PaystackClient,
  transaction: Transaction,
  context: CallContext,
): Promise<PaymentOutcome> {
  const answer = await client.get(`/transaction/verify/${encodeURIComponent(transaction.id)}`, context);
  if (answer.kind === "refused") {
    const { code, exchange } = answer;
    return isNotFound(answer)
      ? { kind: "absent", exchange }
      : { kind: "unknown", reason: code ?? "unexpected_answer", exchange };
  }
  if (answer.kind !== "data") return answer;
  const { exchange } = answer;
  const told = transactionSchema.safeParse(answer.data);
  const isOver = context.clock() >= transaction.expiresAt;
  const reported = told.success ? toReportedPayment(told.data, isOver) : null;
  if (reported === null) return { kind: "unknown", reason: "unexpected_answer", exchange };
  // On the hosted page another card may be tried under the same reference, without a word to us unless that is paid.
  const mayStillBePaid = reported.status === "failed" && !isMobileMoney(transaction) && !isOver;
  return { ...reported, mayStillBePaid, exchange };
}

function toPageBody(transaction: Transaction): JsonValue {
  const { currency, returnUrl } = transaction;
  const channels = channelsOf(transaction);
  return {
    email: transaction.customer.email,
    amount: toPaystackAmount(transaction.amountMinor, currency),
    currency,
    reference: transaction.id,
    ...(returnUrl === null ? {} : { callback_url: returnUrl }),
    ...(channels === null ? {} : { channels }),
    metadata: { transaction_id: transaction.id },
  };
}

function toPageOutcome({ data, exchange }: Extract<PaystackAnswer, { kind: "data" }>): PaymentOutcome {
  const page = pageSchema.safeParse(data);
  if (!page.success) return { kind: "unknown", reason: "unexpected_answer", exchange };
  const { reference, authorization_url: url } = page.data;
  const nothing = { amountMinor: null, currency: null, failure: null };
  const nextAction = { type: "redirect", url } as const;
  return {
    kind: "reported",
    status: "pending",
    providerTransactionId: reference,
    reference,
    ...nothing,
    nextAction,
    exchange,
  };
}

/**
 * A no to the first request means that nothing was made. A no to a repeat does not tell what became of the requests
 * before it: the payment itself does, and its absence counts once they all must have come to light.
 */
async function settleRefusal(
  client: PaystackClient,
  transaction: Transaction,
  context: CallContext,
  refusal: Refused,
): Promise<PaymentOutcome> {
  const isDuplicate =
    refusal.code === "duplicate_reference" || /duplicate transaction reference/i.test(refusal.message);
  if (isDuplicate) return insist(await verifyPayment(client, transaction, context));
  if (!mayBeRepeat(transaction.pursuit)) return refused(refusal);
  const found = await verifyPayment(client, transaction, context);
  if (found.kind !== "absent" || !isSettled(transaction, context)) return insist(found);
  return refused(refusal);
}

/** A prompt that could not be sent in time is not sent any more; it was never made if it does not show by now. */
async function concludeLatePrompt(
  client: PaystackClient,
  transaction: Transaction,
  context: CallContext,
): Promise<PaymentOutcome> {
  const found = await verifyPayment(client, transaction, context);
  if (found.kind !== "absent" || !isSettled(transaction, context)) return insist(found);
  const message = "Paystack could not be asked in time; the customer was not charged.";
  return failed("provider_unreachable", message, found.exchange);
}

/** Whether what was asked while the customer could be expected to wait has had its time to come to light. */
function isSettled({ createdAt }: Transaction, context: CallContext): boolean {
  return context.clock() >= createdAt + PROMPT_PATIENCE_MS + LOOK_LEASE_MS + SETTLING_MS;
}

/** Absence in answer to our own sending proves nothing yet. */
function insist(found: PaymentOutcome): PaymentOutcome {
  return found.kind === "absent" ? { kind: "unknown", reason: "not_shown_yet", exchange: found.exchange } : found;
}

function refused({ code, message, exchange }: Refused): PaymentOutcome {
  const failure = failed(code ?? "refused", message, exchange);
  return code === INVALID_KEY && failure.kind === "reported" ? { ...failure, isAccountRefused: true } : failure;
}

function failed(code: string, message: string, exchange: PaymentOutcome["exchange"]): PaymentOutcome {
  const nothing = { providerTransactionId: null, amountMinor: null, currency: null, reference: null, nextAction: null };
  return { kind: "reported", status: "failed", ...nothing, failure: { code, message }, exchange };
}

/** Older errors have no code: then their words decide. */
function isNotFound({ code, message }: Refused): boolean {
  return code === "transaction_not_found" || /^transaction\b.*\bnot found/i.test(message);
}
