import type { Failure } from "../../domain/failure.ts";
import type { MinorUnits } from "../../domain/money.ts";
import type { PaymentOutcome } from "../../domain/outcome.ts";
import { findOpenCommand } from "../../domain/payment/open-command.ts";
import type { Transaction } from "../../domain/payment/transaction.ts";
import type { CallContext } from "../provider.ts";
import type { StripeConfig } from "./config.ts";
import { SETTLING_MS } from "./create-payment.ts";
import { toIntentOutcome } from "./outcome.ts";
import { findIntentId, verifyPayment } from "./payments.ts";
import { callStripe, findLateness, mayBeStored, type StripeAnswer } from "./stripe-call.ts";
import { toStripeAmount } from "./stripe-money.ts";

/** Takes the authorized amount or a part of it; what is refused leaves the payment authorized, with the reason. */
export async function capturePayment(
  config: StripeConfig,
  transaction: Transaction,
  amountMinor: MinorUnits,
  context: CallContext,
): Promise<PaymentOutcome> {
  const lateness = findLateness(context);
  if (lateness !== null) return lateness;
  const intent = await findIntentId(config, transaction, context);
  if (typeof intent !== "string") return intent;
  const isPart = amountMinor < transaction.amountMinor;
  const part = isPart ? { amount_to_capture: toStripeAmount(amountMinor, transaction.currency) } : {};
  // A refusal is stored under its key: each command has its own, and keeps it when it is sent again.
  const command = findOpenCommand(transaction);
  const options = { idempotencyKey: `${command?.id ?? transaction.id}:capture` };
  const answer = await callStripe(config, context, "mutation", (sdk) =>
    sdk.paymentIntents.capture(intent, part, options),
  );
  const isSettled = command !== null && context.clock() >= command.requestedAt + SETTLING_MS;
  const refusal = findRefusal(transaction, answer, isSettled);
  if (refusal === null) return toIntentOutcome(answer);
  // What has become of the intent is what counts: it may have been captured before, or have been cancelled.
  const now = await verifyPayment(config, transaction, context);
  if (now.kind !== "reported" || now.status !== "authorized") return now;
  return refusal === "doubt" ? toIntentOutcome(answer) : { ...now, failure: refusal };
}

/** Why nothing is taken; `doubt`: that cannot be told from the answer; null: it is no refusal. */
function findRefusal({ pursuit }: Transaction, answer: StripeAnswer, isSettled: boolean): Failure | "doubt" | null {
  if (answer.kind === "refused") return { code: answer.code, message: answer.message };
  if (answer.kind !== "unknown") return null;
  // Captures are not counted among a payment's sendings: a server's error to any of them may be an earlier one's.
  if (!answer.reason.startsWith("http_5") && !mayBeStored(answer, pursuit)) return null;
  if (!answer.isReplayed || !isSettled) return "doubt";
  return { code: "provider_error", message: "Stripe answers with a stored error and has captured nothing." };
}
