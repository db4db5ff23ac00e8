import { parseShardId } from "../../domain/identifiers.ts";
import type { ProviderEvent, ProviderEventSubject } from "../../domain/inbox/provider-event.ts";
import type { ReportedDispute } from "../../domain/outcome.ts";
import { constantTimeEqual, hmacSha512Hex } from "../../lib/hmac.ts";
import type { RawWebhook, WebhookVerdict } from "../provider.ts";
import { toEventId } from "./event-id.ts";
import { toReportedPayment } from "./payment-mapping.ts";
import { fromPaystackAmount } from "./paystack-money.ts";
import { toReportedRefund } from "./refund-mapping.ts";
import { disputeSchema, eventSchema, refundEventSchema, transactionSchema } from "./wire.ts";

const NOTHING: ProviderEventSubject = { kind: "none" };
const DISPUTES: Readonly<Record<string, ReportedDispute["status"]>> = {
  "charge.dispute.create": "opened",
  "charge.dispute.remind": "updated",
  "charge.dispute.resolve": "closed",
};

/**
 * Paystack's rule: HMAC-SHA512 of the raw body under the secret key. Nothing says when it was signed, so there is no
 * window to keep: a replay is recognised by what it says alone.
 */
export function verifyPaystackWebhook(secretKey: string, webhook: RawWebhook): WebhookVerdict {
  const signature = webhook.headers.get("x-paystack-signature") ?? "";
  const isAuthentic = constantTimeEqual(hmacSha512Hex(secretKey, webhook.body), signature);
  return isAuthentic ? { verified: true, signature } : { verified: false, why: "bad_signature" };
}

/** Translates an event; types this adapter does not know, and what is not about us, are events about nothing. */
export function toPaystackEvent(body: unknown): ProviderEvent | null {
  const parsed = eventSchema.safeParse(body);
  if (!parsed.success) return null;
  const { event: type, data } = parsed.data;
  return { id: toEventId(type, data), type, subject: subjectOf(type, data) };
}

function subjectOf(type: string, data: unknown): ProviderEventSubject {
  if (type === "charge.success") return subjectOfCharge(data);
  if (type.startsWith("refund.")) return subjectOfRefund(data);
  const status = DISPUTES[type];
  return status === undefined ? NOTHING : subjectOfDispute(status, data);
}

function subjectOfCharge(data: unknown): ProviderEventSubject {
  const told = transactionSchema.safeParse(data);
  const reference = told.success ? ownReference(told.data.reference) : null;
  if (!told.success || reference === null) return NOTHING;
  // Without what was asked, fees that the customer bears cannot be told from a wrong amount: `verify` says both.
  if (told.data.requested_amount === null) return { kind: "hint", reference, receipt: null };
  const reported = toReportedPayment(told.data, false);
  return reported === null ? NOTHING : { kind: "payment", reference, reported };
}

/** An event names the payment, not which of its refunds it means: those are looked up. */
function subjectOfRefund(data: unknown): ProviderEventSubject {
  const told = refundEventSchema.safeParse(data);
  const reference = told.success ? ownReference(told.data.transaction_reference) : null;
  const reported = told.success ? toReportedRefund(told.data) : null;
  if (reference === null || reported === null) return NOTHING;
  return { kind: "refund", reference, providerTransactionId: reference, reported, origin: "unknown" };
}

function subjectOfDispute(status: ReportedDispute["status"], data: unknown): ProviderEventSubject {
  const told = disputeSchema.safeParse(data);
  if (!told.success) return NOTHING;
  const { id, transaction, refund_amount: amount, category, status: stage } = told.data;
  const reference = ownReference(transaction?.reference ?? told.data.transaction_reference);
  if (reference === null) return NOTHING;
  const currency = told.data.currency ?? transaction?.currency ?? null;
  const amountMinor = amount === null || currency === null ? null : fromPaystackAmount(amount, currency);
  const dispute = { id, status, stage: stage ?? status, amountMinor, currency, reason: category };
  return { kind: "dispute", reference, providerTransactionId: reference, dispute };
}

/** Every reference of ours is an id of ours; what else the account sells is none of our business. */
function ownReference(reference: string | null): string | null {
  return reference === null ? null : parseShardId(reference);
}
