import type { ProviderEvent, ProviderEventSubject } from "../../domain/inbox/provider-event.ts";
import type { Clock } from "../../lib/clock.ts";
import { constantTimeEqual, hmacSha256Hex } from "../../lib/hmac.ts";
import type { RawWebhook, WebhookVerdict } from "../provider.ts";
import { toReportedPayment, toReportedRefund } from "./mapping.ts";
import { chargeSchema, eventSchema, refundSchema } from "./wire.ts";

/** Acme's rule: `Acme-Signature: t=<unix seconds>,v1=<hex HMAC-SHA256 of "<t>.<raw body>">`, in constant time. */
export function verifyAcmeWebhook(
  secret: string,
  webhook: RawWebhook,
  toleranceSeconds: number,
  clock: Clock,
): WebhookVerdict {
  const signature = webhook.headers.get("acme-signature") ?? "";
  const [, time = "", digest = ""] = /^t=([0-9]{1,12}),v1=([0-9a-f]{64})$/.exec(signature) ?? [];
  if (time === "" || !constantTimeEqual(hmacSha256Hex(secret, `${time}.${webhook.body}`), digest)) {
    return { verified: false, why: "bad_signature" };
  }
  const isFresh = Math.abs(clock() / 1_000 - Number(time)) <= toleranceSeconds;
  return isFresh ? { verified: true, signature } : { verified: false, why: "expired" };
}

/** Translates an event; types this adapter does not know are authentic events about nothing. */
export function toAcmeEvent(body: unknown): ProviderEvent | null {
  const event = eventSchema.safeParse(body);
  if (!event.success) return null;
  const { id, type, data } = event.data;
  return { id, type, subject: subjectOf(type, data) };
}

function subjectOf(type: string, data: unknown): ProviderEventSubject {
  if (type === "charge.updated") {
    const charge = chargeSchema.safeParse(data);
    const reported = charge.success ? toReportedPayment(charge.data) : null;
    if (charge.success && reported !== null) return { kind: "payment", reference: charge.data.reference, reported };
  }
  if (type === "refund.updated") {
    const refund = refundSchema.safeParse(data);
    const reported = refund.success ? toReportedRefund(refund.data) : null;
    if (refund.success && reported !== null) {
      const { reference = null, charge_id: providerTransactionId } = refund.data;
      return { kind: "refund", reference, providerTransactionId, reported };
    }
  }
  return { kind: "none" };
}
