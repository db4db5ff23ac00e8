import { GatewayError } from "./gateway-error.ts";
import { type Reading, readAnswer } from "./read-answer.ts";
import { type Backoff, findRetryDelayMs, type Repeatable } from "./retry-policy.ts";
import { wait } from "./wait.ts";

/** One request of the API. */
export interface ApiRequest {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  /** Below `/api/v1`. */
  readonly path: string;
  readonly query?: object | undefined;
  readonly body?: object | undefined;
  readonly idempotencyKey?: string;
  readonly repeatable: Repeatable;
  readonly signal?: AbortSignal | undefined;
}

/** Sends a request until it is answered for good; throws {@link GatewayError}, or the reason of an aborted signal. */
export type Send = <Answer>(request: ApiRequest) => Promise<Answer>;

/** Where the bearer tokens of requests come from. */
export interface TokenSource {
  get(): Promise<string>;
  /** To be called with a token that was refused; true when the next one may be another. */
  discard(token: string): boolean;
}

/** What a transport works with. */
export interface TransportSettings {
  /** The gateway's origin, without a slash at its end. */
  readonly origin: string;
  readonly fetch: typeof fetch;
  readonly maxRetries: number;
  readonly timeoutMs: number;
  readonly backoff: Backoff;
}

/** A transport that sends the tokens of a source; without one, for what needs no token. */
export function createTransport(settings: TransportSettings, tokens: TokenSource | null): Send {
  return async <Answer>(request: ApiRequest) => {
    // What is sent is fixed before the first attempt: a retry is the same request, key and bytes.
    const url = addressOf(settings.origin, request);
    const body = request.body === undefined ? undefined : JSON.stringify(request.body);
    let isRenewed = false;
    for (let attempt = 1; ; attempt += 1) {
      const token = await tokenFor(request, tokens, attempt);
      const reading = await attemptOnce(settings, url, request, body, token);
      if (reading.ok) return reading.value as Answer;
      const { failure } = reading;
      if (failure.code === "invalid_token" && token !== null && !isRenewed && tokens?.discard(token)) {
        isRenewed = true;
        continue;
      }
      const retries = attempt - (isRenewed ? 1 : 0);
      const delayMs =
        retries > settings.maxRetries ? null : findRetryDelayMs(failure, request.repeatable, retries, settings.backoff);
      if (delayMs === null) throw new GatewayError(failure, attempt, request.idempotencyKey ?? null);
      await wait(delayMs, request.signal);
    }
  };
}

/** Whoever has no token any more still has to be told the key under which an earlier attempt may have succeeded. */
async function tokenFor(request: ApiRequest, tokens: TokenSource | null, attempt: number): Promise<string | null> {
  try {
    return (await tokens?.get()) ?? null;
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : "There is no token.";
    const failure =
      cause instanceof GatewayError
        ? { ...cause, detail, cause }
        : { code: "token_unavailable", status: 0, detail, cause };
    throw new GatewayError(failure, attempt, request.idempotencyKey ?? null);
  }
}

async function attemptOnce(
  settings: TransportSettings,
  url: string,
  request: ApiRequest,
  body: string | undefined,
  token: string | null,
): Promise<Reading> {
  request.signal?.throwIfAborted();
  const timeout = AbortSignal.timeout(settings.timeoutMs);
  try {
    const response = await settings.fetch(url, {
      method: request.method,
      headers: {
        accept: "application/json",
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...(request.idempotencyKey === undefined ? {} : { "idempotency-key": request.idempotencyKey }),
      },
      ...(body === undefined ? {} : { body }),
      // A token goes to the gateway and nowhere else.
      redirect: "manual",
      signal: request.signal === undefined ? timeout : AbortSignal.any([request.signal, timeout]),
    });
    return await readAnswer(response);
  } catch (cause) {
    request.signal?.throwIfAborted();
    const [code, detail] = timeout.aborted
      ? (["timed_out", `No answer within ${settings.timeoutMs} ms.`] as const)
      : (["connection_failed", "The gateway could not be reached, or the connection broke."] as const);
    return { ok: false, failure: { code, status: 0, detail, cause } };
  }
}

function addressOf(origin: string, { path, query = {} }: ApiRequest): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  const search = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  return `${origin}/api/v1${path}${search === "" ? "" : `?${search}`}`;
}
