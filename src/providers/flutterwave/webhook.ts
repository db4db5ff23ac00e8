import { parseShardId } from "../../domain/identifiers.ts";
import type { ProviderEvent, ProviderEventSubject } from "../../domain/inbox/provider-event.ts";
import { sha256Hex } from "../../lib/hash.ts";
import { constantTimeEqual } from "../../lib/hmac.ts";
import type { RawWebhook, WebhookVerdict } from "../provider.ts";
import { eventSchema, flatEventSchema } from "./wire.ts";

/** The type of what old accounts are sent, which names none. */
const FLAT_TYPE = "charge.completed";

/**
 * Flutterwave's rule: the header carries the word that was entered in the dashboard, as it is. It says that the sender
 * knows the word, and nothing of the body, its time or how often it was sent; so what it says is only a hint.
 */
export function verifyFlutterwaveWebhook(webhookHash: string, webhook: RawWebhook): WebhookVerdict {
  const given = webhook.headers.get("verif-hash") ?? "";
  // The word itself is the secret: it is no signature to keep.
  return constantTimeEqual(webhookHash, given)
    ? { verified: true, signature: null }
    : { verified: false, why: "bad_signature" };
}

/** Translates an event into a reason to ask; what is not about a payment of ours is an event about nothing. */
export function toFlutterwaveEvent(body: unknown): ProviderEvent | null {
  // Events have no ids: the same words are the same event, and no invented ones can stand in the way of true ones.
  const id = `sha256:${sha256Hex(JSON.stringify(body ?? null))}`;
  const event = eventSchema.safeParse(body);
  if (event.success) {
    const { event: type, data } = event.data;
    return { id, type, subject: type.startsWith("charge.") ? hintAbout(data.tx_ref) : { kind: "none" } };
  }
  const flat = flatEventSchema.safeParse(body);
  return flat.success ? { id, type: FLAT_TYPE, subject: hintAbout(flat.data.txRef) } : null;
}

/** Every reference of ours is an id of ours; what else the account sells is none of our business. */
function hintAbout(txRef: string | null): ProviderEventSubject {
  const reference = txRef === null ? null : parseShardId(txRef);
  return reference === null ? { kind: "none" } : { kind: "hint", reference, receipt: null };
}
