import type { PaymentOutcome } from "../../domain/outcome.ts";
import type { Transaction } from "../../domain/payment/transaction.ts";
import { mayBeRepeat } from "../../domain/pursuit.ts";
import type { CallContext } from "../provider.ts";
import type { StripeConfig } from "./config.ts";
import { settleRefusal } from "./declined-payment.ts";
import { findByMetadata, PAGE_SIZE } from "./find-by-metadata.ts";
import { failed, isAboutTheAccount, toIntentOutcome, toSessionOutcome, toSilence } from "./outcome.ts";
import { TRANSACTION_METADATA } from "./payment-mapping.ts";
import { paymentModeOf } from "./payment-mode.ts";
import { toIntentParams, toSessionParams } from "./payment-params.ts";
import { callStripe, mayBeStored, type StripeAnswer } from "./stripe-call.ts";

/** Stripe's clock and ours may differ by this much, seconds. */
const CLOCK_SKEW_SECONDS = 300;
/** How long after the first sending an object may still come to light in a list, milliseconds. */
export const SETTLING_MS = 60_000;

/** Makes the intent or the session, under the payment's own key: a repeat gives the same one. */
export async function createPayment(
  config: StripeConfig,
  transaction: Transaction,
  context: CallContext,
): Promise<PaymentOutcome> {
  const isCheckout = paymentModeOf(transaction) === "checkout";
  const options = { idempotencyKey: transaction.id };
  const answer = await callStripe(config, context, "mutation", (stripe) =>
    isCheckout
      ? stripe.checkout.sessions.create(toSessionParams(transaction), options)
      : stripe.paymentIntents.create(toIntentParams(transaction), options),
  );
  if (answer.kind === "unknown" && mayBeStored(answer, transaction.pursuit)) {
    return concludeStoredError(config, transaction, context, answer);
  }
  if (answer.kind === "refused") {
    if (isAboutTheAccount(answer) && mayBeRepeat(transaction.pursuit)) return toSilence(answer);
    return settleRefusal(config, transaction, context, answer);
  }
  return isCheckout ? toSessionOutcome(answer) : toIntentOutcome(answer, config.publishableKey);
}

/** What became of a payment whose creation never gave an id: looked for among what was made around that time. */
export async function findPayment(
  config: StripeConfig,
  transaction: Transaction,
  context: CallContext,
): Promise<PaymentOutcome> {
  const isCheckout = paymentModeOf(transaction) === "checkout";
  const { createdAt, pursuit } = transaction;
  const created = {
    gte: Math.floor(createdAt / 1000) - CLOCK_SKEW_SECONDS,
    lte: Math.ceil(pursuit.lastSendEndsAt / 1000) + CLOCK_SKEW_SECONDS,
  };
  const found = await findByMetadata(config, context, TRANSACTION_METADATA, transaction.id, (stripe, startingAfter) => {
    const page = {
      created,
      limit: PAGE_SIZE,
      ...(startingAfter === undefined ? {} : { starting_after: startingAfter }),
    };
    return isCheckout ? stripe.checkout.sessions.list(page) : stripe.paymentIntents.list(page);
  });
  if (found.kind === "silent") return toSilence(found.answer);
  if (found.kind === "absent") return { kind: "absent", exchange: found.answer.exchange };
  const answer = { ...found.answer, body: found.body };
  return isCheckout ? toSessionOutcome(answer) : toIntentOutcome(answer, config.publishableKey);
}

/**
 * A 5xx is stored under its key and comes back for as long as the key lives, so asking again learns nothing: the lists
 * tell instead. What they do not show once everything has settled was never made, and cannot be by this key any more.
 */
async function concludeStoredError(
  config: StripeConfig,
  transaction: Transaction,
  context: CallContext,
  answer: Extract<StripeAnswer, { kind: "unknown" }>,
): Promise<PaymentOutcome> {
  const found = await findPayment(config, transaction, context);
  if (found.kind !== "absent") return found;
  const isSettled = context.clock() >= transaction.pursuit.firstSentAt + SETTLING_MS;
  if (!answer.isReplayed || !isSettled) return toSilence(answer);
  const message = "Stripe answers with a stored error and shows no such payment.";
  return { ...failed("provider_error", message), exchange: found.exchange };
}
