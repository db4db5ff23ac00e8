import { createExecutionContext, env } from "cloudflare:test";
import { createApp } from "../../../../src/app.ts";
import type { ApiAnswer } from "../../../support/gateway.ts";

interface Options {
  readonly token?: string;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

/** The same gateway under other variables and bindings; undefined takes one away. */
export function reconfigure(
  variables: Readonly<Record<string, unknown>>,
): (method: string, path: string, options?: Options) => Promise<ApiAnswer> {
  const app = createApp();
  const changed = { ...env, ...variables };
  return async (method, path, { token, body, headers } = {}) => {
    const request = new Request(`http://gateway.test.invalid/api/v1${path}`, {
      method,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const response = await app.fetch(request, changed, createExecutionContext());
    const text = await response.text();
    const isJson = response.headers.get("content-type")?.includes("json") ?? false;
    return { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : null };
  };
}
