import type { ProviderExchange } from "../domain/outcome.ts";
import type { JsonValue } from "../lib/canonical-json.ts";
import { REDACTED, toRedactedJson } from "../lib/redact.ts";
import type { CallContext } from "./provider.ts";

/** Kept of a request or an answer in the audit trail, characters of JSON. */
const MAX_KEPT_CHARACTERS = 4_096;
/** More than any provider's answer needs; what is longer is not read on. */
const MAX_ANSWER_BYTES = 262_144;

/** A request as an adapter describes it. */
export interface ProviderRequest {
  readonly method: "GET" | "POST";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Whether a repeat or a late sending would do harm: such a request leaves before `sendBefore` or not at all. */
  readonly isMutation: boolean;
  /** Members of the answer that are for the merchant alone, such as a page's address: the record does not show them. */
  readonly hidden?: readonly string[];
}

/** As much of a call's context as one request needs. */
type SendContext = Pick<CallContext, "fetch" | "clock" | "deadline" | "sendBefore" | "isReachable">;

/** What came back. `answered`: a complete response with JSON; `unknown`: anything may have happened; `not_sent`: nothing has. */
export type ProviderAnswer =
  | {
      readonly kind: "answered";
      readonly status: number;
      readonly body: JsonValue;
      readonly exchange: ProviderExchange;
    }
  | { readonly kind: "unknown"; readonly reason: string; readonly exchange: ProviderExchange }
  | { readonly kind: "not_sent"; readonly reason: string; readonly exchange: null };

/**
 * Makes one call within its lease: nothing leaves after `sendBefore`, nothing is waited for after `deadline`. A 5xx, a
 * time-out, a broken connection and an answer that is not JSON are `unknown`, whatever they say.
 */
export async function callProvider(request: ProviderRequest, context: SendContext): Promise<ProviderAnswer> {
  const withheld = request.isMutation ? await findReasonToWithhold(request.url, context) : null;
  if (withheld !== null) return { kind: "not_sent", reason: withheld, exchange: null };
  const startedAt = context.clock();
  const remainingMs = Math.max(1, context.deadline - startedAt);
  const describe = (status: number | null, text: string | null): ProviderExchange =>
    describeExchange({
      method: request.method,
      url: request.url,
      status,
      latencyMs: context.clock() - startedAt,
      request: request.body === undefined ? null : parseOrText(request.body),
      text,
      ...(request.hidden === undefined ? {} : { hidden: request.hidden }),
    });
  try {
    const response = await context.fetch(request.url, {
      method: request.method,
      headers: request.headers,
      redirect: "manual",
      signal: AbortSignal.timeout(remainingMs),
      ...(request.body === undefined ? {} : { body: request.body }),
    });
    const text = await readBoundedText(response);
    const body = text === null ? undefined : parseJson(text);
    const exchange = describe(response.status, text);
    if (response.status >= 500) return { kind: "unknown", reason: `http_${response.status}`, exchange };
    if (body === undefined) return { kind: "unknown", reason: "unreadable_answer", exchange };
    return { kind: "answered", status: response.status, body, exchange };
  } catch (error) {
    const reason = error instanceof Error && error.name === "TimeoutError" ? "timeout" : "connection_failed";
    return { kind: "unknown", reason, exchange: describe(null, null) };
  }
}

/** Why a mutation must not leave: it is too late, or nobody would take it and another provider may; or null. */
export async function findReasonToWithhold(url: string, context: SendContext): Promise<string | null> {
  const isLate = () => (context.clock() >= context.sendBefore ? "permission_to_send_is_over" : null);
  const late = isLate();
  if (late !== null || context.isReachable === undefined) return late;
  return (await context.isReachable(url)) ? isLate() : "connection_refused";
}

/** One exchange for the audit trail: redacted, cut to size, its answer read as JSON where it is JSON. */
export function describeExchange(exchange: {
  readonly method: string;
  readonly url: string;
  readonly status: number | null;
  readonly latencyMs: number;
  readonly request: JsonValue;
  readonly text: string | null;
  readonly hidden?: readonly string[];
}): ProviderExchange {
  const { method, url, status, latencyMs, request, text, hidden = [] } = exchange;
  return {
    method,
    url,
    status,
    latency_ms: Math.max(0, latencyMs),
    request: keep(request),
    response: keep(text === null ? null : hide(parseOrText(text), hidden)),
  };
}

function hide(value: JsonValue, names: readonly string[]): JsonValue {
  if (names.length === 0 || value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map((each) => hide(each, names));
  const members = Object.entries(value);
  return Object.fromEntries(members.map(([name, each]) => [name, names.includes(name) ? REDACTED : hide(each, names)]));
}

function keep(value: JsonValue): JsonValue {
  return toRedactedJson(value, MAX_KEPT_CHARACTERS);
}

function parseJson(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}

function parseOrText(text: string): JsonValue {
  return parseJson(text) ?? text;
}

/** The answer's text, or null when it is longer than any answer needs to be. */
export async function readBoundedText(response: Response): Promise<string | null> {
  if (response.body === null) return "";
  const length = response.headers.get("content-length");
  const isPlain = length !== null && !response.headers.has("content-encoding");
  if (isPlain && Number(length) <= MAX_ANSWER_BYTES) return response.text();
  const decoder = new TextDecoder();
  const parts: string[] = [];
  let bytes = 0;
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return parts.join("") + decoder.decode();
    bytes += value.byteLength;
    if (bytes > MAX_ANSWER_BYTES) {
      await reader.cancel();
      return null;
    }
    parts.push(decoder.decode(value, { stream: true }));
  }
}
