import type { RefundOutcome } from "../../domain/outcome.ts";
import type { Transaction } from "../../domain/payment/transaction.ts";
import { mayBeRepeat } from "../../domain/pursuit.ts";
import type { Refund } from "../../domain/refund/refund.ts";
import type { CallContext, RefundListOutcome } from "../provider.ts";
import type { StripeConfig } from "./config.ts";
import { SETTLING_MS } from "./create-payment.ts";
import { findByMetadata, PAGE_SIZE } from "./find-by-metadata.ts";
import { isAboutTheAccount, toRefundOutcome, toSilence } from "./outcome.ts";
import { TRANSACTION_METADATA } from "./payment-mapping.ts";
import { findIntentId } from "./payments.ts";
import { fromRefund, REFUND_METADATA } from "./refund-mapping.ts";
import { callStripe, findLateness, mayBeStored } from "./stripe-call.ts";
import { toStripeAmount } from "./stripe-money.ts";
import { listSchema, refundSchema } from "./wire.ts";

/** Asks for a refund under its own key; a stored error is told apart from an answer by what Stripe shows of refunds. */
export async function refundPayment(
  config: StripeConfig,
  transaction: Transaction,
  refund: Refund,
  context: CallContext,
): Promise<RefundOutcome> {
  const lateness = findLateness(context);
  if (lateness !== null) return lateness;
  const intent = await findIntentId(config, transaction, context);
  if (typeof intent !== "string") return intent;
  const metadata = { [REFUND_METADATA]: refund.id, [TRANSACTION_METADATA]: transaction.id };
  const amount = toStripeAmount(refund.amountMinor, refund.currency);
  const answer = await callStripe(config, context, "mutation", (sdk) =>
    sdk.refunds.create({ payment_intent: intent, amount, metadata }, { idempotencyKey: refund.id }),
  );
  // A key that is no longer good refuses this sending; an earlier one may have been taken.
  const isFinal = !isAboutTheAccount(answer) || !mayBeRepeat(refund.pursuit);
  if (answer.kind !== "unknown" || !mayBeStored(answer, refund.pursuit)) return toRefundOutcome(answer, isFinal);
  const found = await findRefund(config, intent, refund.id, context);
  const isSettled = context.clock() >= refund.pursuit.firstSentAt + SETTLING_MS;
  if (found.kind !== "absent" || !answer.isReplayed || !isSettled) {
    return found.kind === "absent" ? toRefundOutcome(answer, true) : found;
  }
  // The stored error will be repeated for ever, and Stripe shows no such refund: nothing was or will be given back.
  const failure = {
    code: "provider_error",
    message: "Stripe answers with a stored error and shows no such refund.",
  };
  const nothing = { providerRefundId: null, amountMinor: null, currency: null };
  return { kind: "reported", status: "failed", ...nothing, failure, exchange: found.exchange };
}

/** Asks what became of a refund, by its id or, without one, among the refunds of its payment. */
export async function verifyRefund(
  config: StripeConfig,
  transaction: Transaction,
  refund: Refund,
  context: CallContext,
): Promise<RefundOutcome> {
  const { providerRefundId: handle } = refund;
  if (handle !== null) {
    return toRefundOutcome(await callStripe(config, context, "read", (sdk) => sdk.refunds.retrieve(handle)), false);
  }
  const intent = await findIntentId(config, transaction, context);
  if (typeof intent !== "string") return intent;
  return findRefund(config, intent, refund.id, context);
}

/** Asks for all refunds of a payment, as many as fit on one page; the newest come first. */
export async function listRefunds(
  config: StripeConfig,
  transaction: Transaction,
  context: CallContext,
): Promise<RefundListOutcome> {
  const intent = await findIntentId(config, transaction, context);
  if (typeof intent !== "string") return { kind: "unknown", reason: "no_payment_intent" };
  const answer = await callStripe(config, context, "read", (sdk) =>
    sdk.refunds.list({ payment_intent: intent, limit: PAGE_SIZE }),
  );
  if (answer.kind !== "answered") return { kind: "unknown", reason: toSilence(answer).reason };
  const list = listSchema.safeParse(answer.body);
  const refunds = list.data?.data.map((row) => refundSchema.safeParse(row).data);
  if (refunds === undefined) return { kind: "unknown", reason: "unexpected_answer" };
  return {
    kind: "listed",
    refunds: refunds
      .filter((refund) => refund !== undefined)
      .map((refund) => ({ ...fromRefund(refund), reference: refund.metadata?.[REFUND_METADATA] ?? null })),
  };
}

async function findRefund(config: StripeConfig, intent: string, refundId: string, context: CallContext) {
  const found = await findByMetadata(config, context, REFUND_METADATA, refundId, (sdk, startingAfter) => {
    const after = startingAfter === undefined ? {} : { starting_after: startingAfter };
    return sdk.refunds.list({ payment_intent: intent, limit: PAGE_SIZE, ...after });
  });
  if (found.kind === "silent") return toSilence(found.answer);
  if (found.kind === "absent") return { kind: "absent", exchange: found.answer.exchange } as const;
  return toRefundOutcome({ ...found.answer, body: found.body }, false);
}
