import { Problem } from "../domain/problem.ts";
import type { Answer } from "../services/payments/payment-request.ts";
import type { AppContext } from "./app-context.ts";

const UUID_V4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** Reads `Idempotency-Key`, bare or as a quoted structured-field string (RFC 8941), as a lower-case UUID v4. */
export function readIdempotencyKey(c: AppContext): string {
  const header = c.req.header("idempotency-key")?.trim();
  if (header === undefined || header === "") {
    throw new Problem("idempotency_key_missing", "Send Idempotency-Key: <UUID v4>, a new one for each new request.");
  }
  const [, quoted] = /^"(.*)"$/.exec(header) ?? [];
  const key = (quoted ?? header).toLowerCase();
  if (!UUID_V4.test(key)) throw new Problem("idempotency_key_invalid", "The key has to be a UUID v4.");
  return key;
}

/** Gives an answer as it was first written; a repeat says so. */
export function answerIdempotently(c: AppContext, answer: Answer): Response {
  return c.body(answer.body, answer.status, {
    "Content-Type": "application/json",
    ...(answer.isReplay ? { "Idempotent-Replayed": "true" } : {}),
  });
}
