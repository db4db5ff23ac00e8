import type { Failure } from "../../domain/failure.ts";
import type { PaymentOutcome } from "../../domain/outcome.ts";
import type { Transaction } from "../../domain/payment/transaction.ts";
import type { CallContext } from "../provider.ts";
import type { StripeConfig } from "./config.ts";
import { toIntentOutcome, toRefusedOutcome } from "./outcome.ts";
import { lastFailureOf } from "./payment-mapping.ts";
import { savedCardOf } from "./payment-mode.ts";
import { callStripe, type StripeAnswer } from "./stripe-call.ts";
import { paymentIntentSchema } from "./wire.ts";

/**
 * A declined card leaves an intent behind that another card could still pay. `failed` is final only once that intent is
 * cancelled; if Stripe does not cancel it, it tells what it is instead.
 */
export async function settleRefusal(
  config: StripeConfig,
  transaction: Transaction,
  context: CallContext,
  refusal: Extract<StripeAnswer, { kind: "refused" }>,
): Promise<PaymentOutcome> {
  const left = paymentIntentSchema.safeParse(refusal.paymentIntent);
  if (!left.success) return toRefusedOutcome(refusal);
  const failure = { code: refusal.code, message: refusal.message };
  return endDeclined(config, transaction, context, left.data.id, failure, refusal.exchange);
}

/** Cancels an intent whose payment was declined for good, and reports the decline as final if that worked. */
export async function endDeclined(
  config: StripeConfig,
  transaction: Transaction,
  context: CallContext,
  intentId: string,
  failure: Failure,
  declined: PaymentOutcome["exchange"],
): Promise<PaymentOutcome> {
  const options = { idempotencyKey: `${transaction.id}:decline:${transaction.pursuit.attempts}` };
  // As harmless as a question, however late it leaves: nobody is to pay this intent any more.
  const answer = await callStripe(config, context, "read", (stripe) =>
    stripe.paymentIntents.cancel(intentId, {}, options),
  );
  const outcome =
    answer.kind === "refused"
      ? toIntentOutcome(await callStripe(config, context, "read", (stripe) => stripe.paymentIntents.retrieve(intentId)))
      : toIntentOutcome(answer);
  if (outcome.kind === "reported") {
    return outcome.status === "cancelled" ? { ...outcome, status: "failed", failure, exchange: declined } : outcome;
  }
  // The decline is certain, the end is not: the intent is known, and looked at again.
  const nothing = { amountMinor: null, currency: null, reference: null, failure: null, nextAction: null };
  const { exchange } = outcome;
  return { kind: "reported", status: "pending", providerTransactionId: intentId, ...nothing, exchange };
}

/** Whether an intent that was to be charged at once has been declined and waits for a card that nobody will give. */
export function findDecline(transaction: Transaction, body: unknown): Failure | null {
  return savedCardOf(transaction) === null ? null : findFailedAttempt(body);
}

/** Why an intent that waits for another way to pay did not succeed by the last one; null: it does not wait for that. */
export function findFailedAttempt(body: unknown): Failure | null {
  const intent = paymentIntentSchema.safeParse(body);
  const isWaiting = intent.success && intent.data.status === "requires_payment_method";
  return isWaiting ? lastFailureOf(intent.data) : null;
}
