import type { GatewayFailure } from "./gateway-error.ts";

/**
 * What may be sent again. `always`: doing it twice is doing it once, because it reads, carries a key, or sets what it
 * sets. `refused`: only what was refused before anything happened.
 */
export type Repeatable = "always" | "refused";

/** Milliseconds to wait before the retry of this number, 1 for the first. */
export type Backoff = (retry: number) => number;

const FIRST_DELAY_MS = 250;
const MAX_DELAY_MS = 8_000;
/** Who is told to wait longer than this had better tell its own caller. */
const MAX_RETRY_AFTER_SECONDS = 60;

const BUSY_STATUSES: ReadonlySet<number> = new Set([429, 502, 503, 504]);
const BUSY_CODES: ReadonlySet<string> = new Set(["idempotency_in_progress", "operation_in_progress"]);

/** Doubles from a quarter of a second to eight; half of it by chance, so that many callers do not come back at once. */
export const exponentialBackoff: Backoff = (retry) => {
  const delayMs = Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** (retry - 1));
  return delayMs / 2 + (Math.random() * delayMs) / 2;
};

/** Whether the same request may well succeed later. */
export function isTransient({ status, code }: Pick<GatewayFailure, "status" | "code">): boolean {
  const isAnswerLost = status === 0 || (status < 300 && code === "unreadable_answer");
  return isAnswerLost || BUSY_STATUSES.has(status) || BUSY_CODES.has(code);
}

/** How long to wait before a request is sent again, or null when it must not be. */
export function findRetryDelayMs(
  failure: GatewayFailure,
  repeatable: Repeatable,
  retry: number,
  backoff: Backoff,
): number | null {
  const isRefused = failure.status === 429 || BUSY_CODES.has(failure.code);
  if (!isTransient(failure) || (repeatable === "refused" && !isRefused)) return null;
  const retryAfterSeconds = failure.retryAfterSeconds ?? 0;
  if (retryAfterSeconds > MAX_RETRY_AFTER_SECONDS) return null;
  const delayMs = backoff(retry);
  // Never before the time that was told, and not all callers in that very moment.
  return retryAfterSeconds === 0 ? delayMs : retryAfterSeconds * 1_000 + delayMs / 2;
}
