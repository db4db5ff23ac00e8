import type { FieldError, GatewayFailure } from "./gateway-error.ts";

/** An answer, read: what it holds, or why there is nothing. */
export type Reading =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly failure: GatewayFailure };

/** Reads an answer of the API; errors are `application/problem+json` (RFC 9457) unless something between us spoke. */
export async function readAnswer(response: Response): Promise<Reading> {
  const text = await response.text();
  const requestId = response.headers.get("x-request-id");
  const retryAfterSeconds = readRetryAfter(response.headers.get("retry-after"));
  const { status } = response;
  if (status === 204) return { ok: true, value: undefined };
  const value = parseJson(text);
  if (response.ok && value !== undefined) return { ok: true, value };
  if (!response.ok && isProblem(value)) {
    const { code, detail, errors } = value;
    return {
      ok: false,
      failure: {
        code,
        status,
        detail,
        requestId: value.request_id ?? requestId,
        errors: errors ?? [],
        retryAfterSeconds,
      },
    };
  }
  const detail = `The gateway's answer ${status} is not of the form it should have.`;
  return { ok: false, failure: { code: "unreadable_answer", status, detail, requestId, retryAfterSeconds } };
}

interface ProblemDocument {
  readonly code: string;
  readonly detail: string;
  readonly request_id?: string;
  readonly errors?: readonly FieldError[];
}

function isProblem(value: unknown): value is ProblemDocument {
  if (typeof value !== "object" || value === null) return false;
  const { code, detail } = value as Partial<ProblemDocument>;
  return typeof code === "string" && typeof detail === "string";
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Seconds or a date (RFC 9110 section 10.2.3). */
function readRetryAfter(header: string | null): number | null {
  if (header === null) return null;
  if (/^[0-9]+$/.test(header.trim())) return Number(header);
  const date = Date.parse(header);
  return Number.isNaN(date) ? null : Math.max(0, Math.ceil((date - Date.now()) / 1_000));
}
