/** Every error the API can answer: code, HTTP status and title. OpenAPI and docs/problems.md are derived from it. */
export const PROBLEMS = {
  malformed_json: { status: 400, title: "The body is not JSON" },
  invalid_request: { status: 400, title: "The request is malformed" },
  idempotency_key_missing: { status: 400, title: "Idempotency-Key is missing" },
  idempotency_key_invalid: { status: 400, title: "Idempotency-Key is not a UUID v4" },
  unauthenticated: { status: 401, title: "A bearer token is needed" },
  invalid_token: { status: 401, title: "The token is not valid" },
  invalid_client: { status: 401, title: "The client is not known or its secret is wrong" },
  invalid_signature: { status: 401, title: "The webhook's signature is not valid" },
  webhook_expired: { status: 401, title: "The webhook's time is outside the accepted window" },
  insufficient_scope: { status: 403, title: "The token lacks a scope" },
  origin_not_allowed: { status: 403, title: "The page's origin is not allowed here" },
  not_found: { status: 404, title: "Not found" },
  method_not_allowed: { status: 405, title: "The method is not allowed here" },
  already_exists: { status: 409, title: "It exists already" },
  idempotency_in_progress: { status: 409, title: "The first request with this key is still running" },
  invalid_state: { status: 409, title: "The state does not allow it" },
  operation_in_progress: { status: 409, title: "Another operation on this payment is running" },
  payload_too_large: { status: 413, title: "The body is too large" },
  unsupported_media_type: { status: 415, title: "The media type is not supported" },
  validation_failed: { status: 422, title: "The request is not valid" },
  card_data_refused: { status: 422, title: "Card data is not taken here" },
  idempotency_key_reused: { status: 422, title: "The key was used for another request" },
  refund_exceeds_balance: { status: 422, title: "The refund is more than what is left" },
  not_supported_by_provider: { status: 422, title: "The provider cannot do this" },
  provider_unavailable: { status: 422, title: "The provider is not set up" },
  upgrade_required: { status: 426, title: "A WebSocket handshake is needed" },
  rate_limited: { status: 429, title: "Too many requests" },
  too_many_sockets: { status: 429, title: "Too many open sockets" },
  internal_error: { status: 500, title: "Something went wrong on our side" },
  configuration_invalid: { status: 500, title: "The gateway is not configured correctly" },
  database_unavailable: { status: 503, title: "The database cannot be reached right now" },
  provider_unreachable: { status: 503, title: "The provider cannot be asked right now" },
  account_unavailable: { status: 503, title: "The provider account cannot be used right now" },
  overloaded: { status: 503, title: "Too busy right now" },
} as const satisfies Record<string, { status: number; title: string }>;

/** The stable word of a problem. */
export type ProblemCode = keyof typeof PROBLEMS;

/** One member of a request that was refused, and why. */
export interface FieldError {
  readonly path: string;
  readonly message: string;
}

/** What a problem may carry besides its code. `detail` and extensions are shown to the caller; `cause` is only logged. */
export interface ProblemOptions {
  readonly errors?: readonly FieldError[];
  readonly retryAfterSeconds?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Further members of the answer, such as OAuth's `error` (RFC 6749 section 5.2). */
  readonly extensions?: Readonly<Record<string, string>>;
  readonly cause?: unknown;
}

/** The one exception that becomes an RFC 9457 answer. */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly detail: string;
  readonly options: ProblemOptions;

  constructor(code: ProblemCode, detail: string, options: ProblemOptions = {}) {
    super(`${code}: ${detail}`, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "Problem";
    this.code = code;
    this.detail = detail;
    this.options = options;
  }

  /** HTTP status of the answer. */
  get status(): number {
    return PROBLEMS[this.code].status;
  }
}
