import type { ProblemCode } from "./api-types.ts";

/** One member of a request that was refused, and why. */
export interface FieldError {
  readonly path: string;
  readonly message: string;
}

/** What a {@link GatewayError} can say besides the API's own codes; later versions of the API may add more. */
export type GatewayErrorCode =
  | ProblemCode
  | "connection_failed"
  | "timed_out"
  | "token_unavailable"
  | "unreadable_answer"
  | (string & Record<never, never>);

/** What is known of a failure. */
export interface GatewayFailure {
  readonly code: GatewayErrorCode;
  readonly status: number;
  readonly detail: string;
  readonly errors?: readonly FieldError[];
  readonly requestId?: string | null;
  readonly retryAfterSeconds?: number | null;
  readonly cause?: unknown;
}

/**
 * Why a call did not succeed. `status` is 0 when no answer came: then nobody knows whether the request was carried out,
 * and only the same `idempotencyKey` asks again without doing it twice.
 */
export class GatewayError extends Error {
  readonly code: GatewayErrorCode;
  readonly status: number;
  readonly errors: readonly FieldError[];
  readonly requestId: string | null;
  readonly retryAfterSeconds: number | null;
  /** The key that went with the request; null for requests without one. */
  readonly idempotencyKey: string | null;
  /** How often the request was sent. */
  readonly attempts: number;

  constructor(failure: GatewayFailure, attempts = 1, idempotencyKey: string | null = null) {
    super(`${failure.code}: ${failure.detail}`, failure.cause === undefined ? undefined : { cause: failure.cause });
    this.name = "GatewayError";
    this.code = failure.code;
    this.status = failure.status;
    this.errors = failure.errors ?? [];
    this.requestId = failure.requestId ?? null;
    this.retryAfterSeconds = failure.retryAfterSeconds ?? null;
    this.idempotencyKey = idempotencyKey;
    this.attempts = attempts;
  }
}
