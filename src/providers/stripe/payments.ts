import type { PaymentOutcome } from "../../domain/outcome.ts";
import type { Transaction } from "../../domain/payment/transaction.ts";
import type { CallContext } from "../provider.ts";
import type { StripeConfig } from "./config.ts";
import { findPayment } from "./create-payment.ts";
import { endDeclined, findDecline, findFailedAttempt } from "./declined-payment.ts";
import { toIntentOutcome, toSessionOutcome, toSilence } from "./outcome.ts";
import { paymentModeOf } from "./payment-mode.ts";
import { callStripe, findLateness, type StripeAnswer } from "./stripe-call.ts";
import { sessionSchema } from "./wire.ts";

/** Asks what became of a payment: the intent or, on a hosted page, the session and the intent behind it. */
export async function verifyPayment(
  config: StripeConfig,
  transaction: Transaction,
  context: CallContext,
): Promise<PaymentOutcome> {
  const handle = transaction.providerTransactionId;
  if (handle === null) return findPayment(config, transaction, context);
  if (!isSession(transaction)) {
    const answer = await callStripe(config, context, "read", (sdk) => sdk.paymentIntents.retrieve(handle));
    const decline = answer.kind === "answered" ? findDecline(transaction, answer.body) : null;
    if (decline !== null) return endDeclined(config, transaction, context, handle, decline, answer.exchange);
    return toIntentOutcome(answer, config.publishableKey);
  }
  const answer = await callStripe(config, context, "read", (sdk) => sdk.checkout.sessions.retrieve(handle));
  const outcome = toSessionOutcome(answer);
  const intent = outcome.kind === "reported" ? (outcome.receipt ?? null) : null;
  if (outcome.kind !== "reported" || intent === null || outcome.status === "completed") return outcome;
  // The session does not say whether its payment is authorized, or has been cancelled since.
  const behind = await callStripe(config, context, "read", (sdk) => sdk.paymentIntents.retrieve(intent));
  // A page that is done takes no second card: a bank that did not pay in the end has ended it.
  const decline = isOver(answer) && behind.kind === "answered" ? findFailedAttempt(behind.body) : null;
  const told =
    decline === null
      ? toIntentOutcome(behind)
      : await endDeclined(config, transaction, context, intent, decline, behind.exchange);
  if (told.kind !== "reported" || told.status === "pending") return outcome;
  return { ...told, providerTransactionId: handle, receipt: intent };
}

function isOver(answer: StripeAnswer): boolean {
  const session = answer.kind === "answered" ? sessionSchema.safeParse(answer.body).data : undefined;
  return session?.status === "complete";
}

/** Cancels the intent or ends the session; the outcome is what Stripe says of the payment afterwards. */
export async function cancelPayment(
  config: StripeConfig,
  transaction: Transaction,
  context: CallContext,
): Promise<PaymentOutcome> {
  const answer = await sendCancel(config, transaction, context);
  // A refusal says that it cannot be cancelled, not what it is: the payment itself says that.
  if (answer === null || answer.kind === "refused") return verifyPayment(config, transaction, context);
  const isExpired = isSession(transaction) && transaction.status !== "authorized";
  const outcome = isExpired ? toSessionOutcome(answer) : toIntentOutcome(answer);
  // What was asked for needs no reason. That a payment's time was over, the gateway knows by itself.
  return outcome.kind === "reported" && outcome.status === "cancelled" ? { ...outcome, failure: null } : outcome;
}

async function sendCancel(
  config: StripeConfig,
  transaction: Transaction,
  context: CallContext,
): Promise<StripeAnswer | null> {
  const handle = transaction.providerTransactionId;
  if (handle === null) return null;
  // Cancelling twice is harmless, a stored refusal is not: each attempt has a key of its own.
  const options = { idempotencyKey: `${transaction.id}:cancel:${transaction.pursuit.attempts}` };
  if (isSession(transaction) && transaction.status !== "authorized") {
    return callStripe(config, context, "mutation", (sdk) => sdk.checkout.sessions.expire(handle, {}, options));
  }
  const lateness = findLateness(context);
  if (lateness !== null) return lateness;
  const intent = await findIntentId(config, transaction, context);
  if (typeof intent !== "string") return null;
  return callStripe(config, context, "mutation", (sdk) => sdk.paymentIntents.cancel(intent, {}, options));
}

/** The intent that captures and refunds are asked by; a session may not have told it yet. */
export async function findIntentId(
  config: StripeConfig,
  transaction: Transaction,
  context: CallContext,
): Promise<string | Extract<PaymentOutcome, { kind: "unknown" | "not_sent" }>> {
  const { providerTransactionId: handle, providerReceipt } = transaction;
  if (providerReceipt !== null) return providerReceipt;
  if (handle !== null && !isSession(transaction)) return handle;
  const nothing = { kind: "unknown", reason: "no_payment_intent", exchange: null } as const;
  if (handle === null) return nothing;
  const answer = await callStripe(config, context, "read", (sdk) => sdk.checkout.sessions.retrieve(handle));
  if (answer.kind !== "answered") return toSilence(answer);
  const session = sessionSchema.safeParse(answer.body);
  return session.data?.payment_intent ?? { ...nothing, exchange: answer.exchange };
}

function isSession(transaction: Transaction): boolean {
  return paymentModeOf(transaction) === "checkout";
}
