import Stripe from "stripe";
import { parseShardId } from "../../domain/identifiers.ts";
import type { ProviderEvent, ProviderEventSubject } from "../../domain/inbox/provider-event.ts";
import type { ReportedDispute } from "../../domain/outcome.ts";
import type { Clock } from "../../lib/clock.ts";
import type { RawWebhook, WebhookVerdict } from "../provider.ts";
import { fromPaymentIntent, fromSession, TRANSACTION_METADATA } from "./payment-mapping.ts";
import { fromRefund, REFUND_METADATA } from "./refund-mapping.ts";
import { fromStripeAmount } from "./stripe-money.ts";
import {
  chargeSchema,
  disputeSchema,
  eventSchema,
  paymentIntentSchema,
  refundSchema,
  type StripeDispute,
  sessionSchema,
} from "./wire.ts";

/** Zero switches the SDK's own window off: it looks only into the past, ours looks both ways. */
const NO_TOLERANCE_OF_ITS_OWN = 0;
const cryptoProvider = Stripe.createSubtleCryptoProvider();
const NOTHING: ProviderEventSubject = { kind: "none" };

/** Stripe's rule by its own library, and a window of so many seconds to both sides of now. */
export async function verifyStripeWebhook(
  secret: string,
  webhook: RawWebhook,
  toleranceSeconds: number,
  clock: Clock,
): Promise<WebhookVerdict> {
  const header = webhook.headers.get("stripe-signature") ?? "";
  const signedAt = findSignedAt(header);
  if (signedAt === null || !(await isSigned(secret, webhook.body, header))) {
    return { verified: false, why: "bad_signature" };
  }
  const isNear = Math.abs(clock() / 1000 - signedAt) <= toleranceSeconds;
  return isNear ? { verified: true, signature: header } : { verified: false, why: "expired" };
}

async function isSigned(secret: string, body: string, header: string): Promise<boolean> {
  try {
    await Stripe.webhooks.constructEventAsync(body, header, secret, NO_TOLERANCE_OF_ITS_OWN, cryptoProvider);
    return true;
  } catch (error) {
    if (error instanceof Stripe.errors.StripeSignatureVerificationError) return false;
    // The signature is good and the body is no event to the SDK: it also turns away thin ones and what is no JSON.
    return isSignedText(secret, body, header);
  }
}

async function isSignedText(secret: string, body: string, header: string): Promise<boolean> {
  try {
    const { signature } = Stripe.webhooks;
    return (await signature?.verifyHeaderAsync(body, header, secret, NO_TOLERANCE_OF_ITS_OWN, cryptoProvider)) === true;
  } catch {
    return false;
  }
}

/** The one time a header names; the SDK signs by the last of several, so that another one could hide an old signature. */
function findSignedAt(header: string): number | null {
  const times = header.split(",").filter((item) => item.split("=")[0] === "t");
  const digits = times.length === 1 ? /^t=(\d{1,12})$/.exec(times[0] ?? "") : null;
  return digits === null ? null : Number(digits[1]);
}

/** Translates an event of any API version; types this adapter does not know are authentic events about nothing. */
export function toStripeEvent(body: unknown): ProviderEvent | null {
  const event = eventSchema.safeParse(body);
  if (!event.success) return null;
  const { id, type, data } = event.data;
  return { id, type, subject: subjectOf(type, data?.object) };
}

function subjectOf(type: string, object: unknown): ProviderEventSubject {
  if (type.startsWith("payment_intent.")) return subjectOfIntent(object);
  if (type.startsWith("checkout.session.")) return subjectOfSession(type, object);
  if (type.startsWith("charge.dispute.")) return subjectOfDispute(type, object);
  if (type.startsWith("refund.") || type === "charge.refund.updated") return subjectOfRefund(object);
  return type === "charge.refunded" ? subjectOfRefundedCharge(object) : NOTHING;
}

/** Every intent of ours carries its payment's id; one without is looked up by its own. */
function subjectOfIntent(object: unknown): ProviderEventSubject {
  const intent = paymentIntentSchema.safeParse(object);
  const reported = intent.success ? fromPaymentIntent(intent.data) : null;
  if (reported === null) return NOTHING;
  // A page's next step is for the merchant who asks, not for the record of what happened.
  return { kind: "payment", reference: reported.reference, reported: { ...reported, nextAction: null } };
}

function subjectOfSession(type: string, object: unknown): ProviderEventSubject {
  const session = sessionSchema.safeParse(object);
  if (!session.success) return NOTHING;
  const reported = { ...fromSession(session.data), nextAction: null };
  if (type !== "checkout.session.async_payment_failed" || reported.status === "completed") {
    return { kind: "payment", reference: reported.reference, reported };
  }
  const failure = { code: "payment_failed", message: "The customer's bank did not pay." };
  return { kind: "payment", reference: reported.reference, reported: { ...reported, status: "failed", failure } };
}

function subjectOfRefund(object: unknown): ProviderEventSubject {
  const parsed = refundSchema.safeParse(object);
  if (!parsed.success) return NOTHING;
  const { metadata, payment_intent: intent } = parsed.data;
  const reported = fromRefund(parsed.data);
  const reference = parseShardId(metadata?.[REFUND_METADATA] ?? "");
  if (reference !== null) {
    return { kind: "refund", reference, providerTransactionId: null, receipt: intent, reported };
  }
  return { kind: "refund", reference, providerTransactionId: intent, receipt: intent, reported, origin: "provider" };
}

/**
 * Says that the sum of a charge's refunds has changed, not by which of them; since 2022 without the list of them. Those
 * are asked for. What was never captured is released, not refunded. A charge carries its intent's metadata.
 */
function subjectOfRefundedCharge(object: unknown): ProviderEventSubject {
  const charge = chargeSchema.safeParse(object);
  if (!charge.success || charge.data.captured === false) return NOTHING;
  const { currency, metadata, payment_intent: intent } = charge.data;
  const reference = parseShardId(metadata?.[TRANSACTION_METADATA] ?? "");
  if (reference === null) return NOTHING;
  const reported = { status: "pending", providerRefundId: null, amountMinor: null, currency, failure: null } as const;
  return {
    kind: "refund",
    reference,
    providerTransactionId: null,
    receipt: intent,
    reported: { kind: "reported", ...reported },
    origin: "unknown",
  };
}

function subjectOfDispute(type: string, object: unknown): ProviderEventSubject {
  const parsed = disputeSchema.safeParse(object);
  if (!parsed.success) return NOTHING;
  const intent = parsed.data.payment_intent;
  const dispute = fromDispute(type, parsed.data);
  return { kind: "dispute", reference: null, providerTransactionId: intent, receipt: intent, dispute };
}

function fromDispute(type: string, dispute: StripeDispute): ReportedDispute {
  const isOpening = type === "charge.dispute.created";
  return {
    id: dispute.id,
    status: isOpening ? "opened" : type === "charge.dispute.closed" ? "closed" : "updated",
    stage: dispute.status,
    amountMinor: fromStripeAmount(dispute.amount, dispute.currency),
    currency: dispute.currency.toUpperCase(),
    reason: dispute.reason ?? null,
  };
}
