import { exports } from "cloudflare:workers";
import { SignJWT } from "jose";
import { inject } from "vitest";
import { MERCHANT_SCOPES, OWN_AUDIENCE, OWN_ISSUER, SCOPES } from "../../src/domain/token-claims.ts";

const BASE = "http://gateway.test.invalid/api/v1";

/** What a token says; what is left out is that of an ordinary merchant. */
export interface TokenOptions {
  readonly merchantId?: string;
  readonly subject?: string;
  readonly scope?: string;
  readonly expiresIn?: string;
}

/** Makes a token as the gateway's own, for a fresh merchant unless told otherwise. */
export function signToken(options: TokenOptions = {}): Promise<string> {
  return new SignJWT({
    merchant_id: options.merchantId ?? crypto.randomUUID(),
    scope: options.scope ?? MERCHANT_SCOPES.join(" "),
  })
    .setProtectedHeader({ alg: "HS256" })
    .setSubject(options.subject ?? "test-user")
    .setIssuer(OWN_ISSUER)
    .setAudience(OWN_AUDIENCE)
    .setIssuedAt()
    .setExpirationTime(options.expiresIn ?? "1h")
    .sign(new TextEncoder().encode(inject("services").jwtSecret));
}

/** A token of the platform's operator. */
export function signAdminToken(): Promise<string> {
  return signToken({ scope: SCOPES.join(" "), subject: "operator" });
}

/** A JSON answer, read. */
export interface ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests read members of any answer
  readonly body: any;
}

/** One call of the API through the Worker's own door. */
export async function call(
  method: string,
  path: string,
  options: { token?: string; body?: unknown; rawBody?: string; headers?: Record<string, string> } = {},
): Promise<ApiAnswer> {
  const payload = options.rawBody ?? (options.body === undefined ? undefined : JSON.stringify(options.body));
  const response = await exports.default.fetch(`${BASE}${path}`, {
    method,
    headers: {
      ...(options.token === undefined ? {} : { authorization: `Bearer ${options.token}` }),
      ...(payload === undefined ? {} : { "content-type": "application/json" }),
      ...options.headers,
    },
    ...(payload === undefined ? {} : { body: payload }),
  });
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.includes("json") ?? false;
  return { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : null };
}

/** A payment request for CPay; the e-mail's local part chooses what CPay does (dev/simulators/cpay/README.md). */
export function paymentBody(email = "jane@example.com", overrides: Record<string, unknown> = {}) {
  return { provider: "cpay", amount: "1000.00", currency: "KES", customer: { email }, ...overrides };
}

/** Calls `POST /payments/initialize`, with a fresh key unless one is given. */
export function initialize(token: string, body: unknown, key: string = crypto.randomUUID()): Promise<ApiAnswer> {
  return call("POST", "/payments/initialize", { token, body, headers: { "idempotency-key": key } });
}

/** Calls `POST /payments/{id}/refund`, with a fresh key unless one is given. */
export function refund(
  token: string,
  id: string,
  body: unknown,
  key: string = crypto.randomUUID(),
): Promise<ApiAnswer> {
  return call("POST", `/payments/${id}/refund`, { token, body, headers: { "idempotency-key": key } });
}

/** Asks again and again, within a bound, until an answer satisfies; gives the last one either way. */
export async function until<T>(ask: () => Promise<T>, satisfies: (value: T) => boolean, withinMs = 20_000): Promise<T> {
  const end = Date.now() + withinMs;
  for (;;) {
    const value = await ask();
    if (satisfies(value) || Date.now() > end) return value;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
