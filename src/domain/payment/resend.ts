import type { Transaction } from "./transaction.ts";

/**
 * How long a payment that certainly never left may still be sent to a provider without idempotency keys. Its customer
 * waits at a till or a screen: a prompt on the phone minutes later would be answered by nobody, or by surprise.
 */
const SEND_PATIENCE_MS = 60_000;
const FIRST_RESEND_MS = 2_000;
const MAX_RESEND_MS = 15_000;

/** Until when the payment may leave for the first time, epoch milliseconds. */
export function sendUntil({ createdAt }: Transaction): number {
  return createdAt + SEND_PATIENCE_MS;
}

/** Delay to the next try to send what has not left: nothing at the provider needs to settle first. */
export function resendDelayMs(looks: number): number {
  return Math.min(MAX_RESEND_MS, FIRST_RESEND_MS * 2 ** Math.min(looks, 10));
}
