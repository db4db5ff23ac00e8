import { expect } from "vitest";
import { type ApiAnswer, call } from "../../../support/gateway.ts";
import { freshAddress } from "./expect-problem.ts";

/** What a new API key is told to its maker. */
export interface Credentials {
  readonly id: string;
  readonly client_id: string;
  readonly client_secret: string;
}

/** Makes an API key. */
export async function makeKey(maker: string, body: Record<string, unknown> = {}): Promise<Credentials> {
  const answer = await call("POST", "/api-keys", { token: maker, body: { name: "web shop", ...body } });
  expect(answer.status, answer.text).toBe(201);
  return answer.body;
}

/** Asks for a token with JSON, from a fresh address. */
export function askToken(body: unknown, headers: Record<string, string> = {}): Promise<ApiAnswer> {
  return call("POST", "/auth/token", { body, headers: { "cf-connecting-ip": freshAddress(), ...headers } });
}

/** The same with a form. */
export function askTokenByForm(
  form: string | Record<string, string>,
  headers: Record<string, string> = {},
): Promise<ApiAnswer> {
  const type = { "content-type": "application/x-www-form-urlencoded", "cf-connecting-ip": freshAddress() };
  const rawBody = typeof form === "string" ? form : new URLSearchParams(form).toString();
  return call("POST", "/auth/token", { rawBody, headers: { ...type, ...headers } });
}

/** Exchanges a key for a token. */
export function exchange({ client_id, client_secret }: Credentials, scope?: string): Promise<ApiAnswer> {
  return askToken({
    grant_type: "client_credentials",
    client_id,
    client_secret,
    ...(scope === undefined ? {} : { scope }),
  });
}
