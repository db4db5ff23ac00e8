import type { ProviderEvent, ProviderEventSubject } from "../../domain/inbox/provider-event.ts";
import type { Clock } from "../../lib/clock.ts";
import type { RawWebhook, WebhookVerdict } from "../provider.ts";
import { toReportedPayment, toReportedRefund } from "./mapping.ts";
import { checkCpaySignature } from "./signature.ts";
import { cpayEventSchema, cpayPaymentSchema, cpayRefundSchema } from "./wire.ts";

/** CPay's rule: HMAC-SHA256 over time and raw body, at most so many seconds old or ahead. */
export function verifyCpayWebhook(
  secret: string,
  webhook: RawWebhook,
  toleranceSeconds: number,
  clock: Clock,
): WebhookVerdict {
  const header = webhook.headers.get("x-cpay-signature") ?? "";
  const check = checkCpaySignature(secret, webhook.body, header, toleranceSeconds, clock());
  return check === "ok" ? { verified: true, signature: header } : { verified: false, why: check };
}

/** Translates an event; types this adapter does not know are authentic events about nothing. */
export function toCpayEvent(body: unknown): ProviderEvent | null {
  const event = cpayEventSchema.safeParse(body);
  if (!event.success) return null;
  return { id: event.data.id, type: event.data.type, subject: subjectOf(event.data.type, event.data.data) };
}

function subjectOf(type: string, data: unknown): ProviderEventSubject {
  if (type === "payment.completed" || type === "payment.failed" || type === "payment.cancelled") {
    const payment = cpayPaymentSchema.safeParse(data);
    const reported = payment.success ? toReportedPayment(payment.data) : null;
    if (payment.success && reported !== null) return { kind: "payment", reference: payment.data.reference, reported };
  }
  if (type === "refund.completed" || type === "refund.failed") {
    const refund = cpayRefundSchema.safeParse(data);
    const reported = refund.success ? toReportedRefund(refund.data) : null;
    if (refund.success && reported !== null) {
      const reference = refund.data.reference ?? null;
      return { kind: "refund", reference, providerTransactionId: refund.data.payment_id, reported };
    }
  }
  return { kind: "none" };
}
