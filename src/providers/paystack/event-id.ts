import { sha256Hex } from "../../lib/hash.ts";
import { eventIdentitySchema } from "./wire.ts";

/** Longer than what Paystack's names and ids add up to. */
const MAX_ID_CHARACTERS = 200;

/**
 * A name for an event that has none of its own, made of what it says: a repeat says the same. Where it says too little,
 * it is the event's whole content.
 */
export function toEventId(type: string, data: unknown): string {
  const id = `${type}:${identityOf(data) ?? fingerprintOf(data)}`;
  return id.length <= MAX_ID_CHARACTERS && id.isWellFormed() ? id : `sha256:${sha256Hex(id)}`;
}

function identityOf(data: unknown): string | null {
  const told = eventIdentitySchema.safeParse(data);
  if (!told.success) return null;
  const { id, refund_reference: refund, transfer_code: transfer, status, amount } = told.data;
  if (id !== null) return id;
  const named = refund ?? transfer ?? told.data.reference;
  if (named !== null) return [named, status ?? ""].join(":");
  // Several refunds of one payment may be under way at once.
  const payment = told.data.transaction_reference;
  return payment === null ? null : [payment, status ?? "", amount ?? ""].join(":");
}

function fingerprintOf(data: unknown): string {
  return sha256Hex(JSON.stringify(data ?? null));
}
