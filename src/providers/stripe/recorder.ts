import type { ProviderExchange } from "../../domain/outcome.ts";
import { REDACTED } from "../../lib/redact.ts";
import { describeExchange, findReasonToWithhold, readBoundedText } from "../http.ts";
import type { CallContext } from "../provider.ts";

/** A network that keeps the last exchange for the audit trail and lets no mutation leave too late. */
export interface Recorder {
  readonly fetch: typeof fetch;
  /** The last exchange, and whether its answer was a stored one. */
  last(): { readonly exchange: ProviderExchange | null; readonly isReplayed: boolean };
  /** Why nothing has left; null: something has. */
  withheld(): string | null;
}

/** Makes the network for one call of the SDK, which may be several requests. */
export function createRecorder(context: CallContext, base: URL, isMutation: boolean): Recorder {
  let exchange: ProviderExchange | null = null;
  let isReplayed = false;
  let withheld: string | null = null;
  let sent = 0;
  return {
    last: () => ({ exchange, isReplayed }),
    withheld: () => (sent === 0 ? withheld : null),
    async fetch(input, init) {
      const url = withBasePath(String(input), base);
      const reason = isMutation ? await findReasonToWithhold(url, context) : null;
      if (reason !== null) {
        withheld = reason;
        throw new Error("withheld");
      }
      const startedAt = context.clock();
      sent += 1;
      const method = init?.method ?? "GET";
      const request = typeof init?.body === "string" && init.body !== "" ? fromForm(init.body) : null;
      const describe = (status: number | null, text: string | null) =>
        describeExchange({
          method,
          url,
          status,
          latencyMs: context.clock() - startedAt,
          request,
          text: text === null ? null : withoutPageUrl(text),
        });
      try {
        const response = await context.fetch(url, { ...init, redirect: "manual" });
        const text = await readBoundedText(response);
        exchange = describe(response.status, text);
        isReplayed = response.headers.get("idempotent-replayed") === "true";
        // The SDK never comes back from JSON that is no object; nothing at all it calls unreadable.
        const body = text !== null && isObject(text) ? text : "";
        return new Response(body, { status: Math.max(200, response.status), headers: response.headers });
      } catch (error) {
        exchange = describe(null, null);
        isReplayed = false;
        throw error;
      }
    },
  };
}

/** The SDK keeps host and port of an address, not a path in front of `/v1`. */
function withBasePath(address: string, base: URL): string {
  const url = new URL(address);
  return `${url.origin}${base.pathname.replace(/\/$/, "")}${url.pathname}${url.search}`;
}

function isObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return value !== null && typeof value === "object";
  } catch {
    return false;
  }
}

/** Who has a hosted page's address can pay or look at the payment: it is for the merchant, not for the record. */
function withoutPageUrl(text: string): string {
  return text.replace(/"url"(\s*:\s*)"https?:[^"]*"/g, `"url"$1"${REDACTED}"`);
}

function fromForm(body: string): { [name: string]: string } {
  return Object.fromEntries(new URLSearchParams(body));
}
