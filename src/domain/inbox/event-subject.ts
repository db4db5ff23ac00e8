import { parseShardId, type ShardId } from "../identifiers.ts";
import type { ProviderEventSubject } from "./provider-event.ts";

/** Our own id that an event names, as the provider repeats it; null when it names none, or none that could be ours. */
export function ownReference(subject: ProviderEventSubject): ShardId | null {
  if (subject.kind === "none" || subject.kind === "deposit" || subject.reference === null) return null;
  return parseShardId(subject.reference);
}

/** The provider's id of the payment that an event is about; null when it does not say. */
export function paymentHandle(subject: ProviderEventSubject): string | null {
  switch (subject.kind) {
    case "payment":
      return subject.reported.providerTransactionId;
    case "refund":
    case "dispute":
      return subject.providerTransactionId;
    default:
      return null;
  }
}

/** The id of a payment's money that an event names the payment by; null when it does not. */
export function paymentReceipt(subject: ProviderEventSubject): string | null {
  switch (subject.kind) {
    case "payment":
      return subject.reported.receipt ?? null;
    case "refund":
    case "dispute":
      return subject.receipt ?? null;
    default:
      return null;
  }
}
