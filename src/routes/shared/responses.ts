import { z } from "zod";
import { PROBLEMS, type ProblemCode } from "../../domain/problem.ts";

/** The shape of every error (RFC 9457 and the contract's own members). */
export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string(),
  instance: z.string(),
  code: z.string(),
  request_id: z.string(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});

/** What any endpoint behind a token may answer. */
const GUARDED: readonly ProblemCode[] = [
  "unauthenticated",
  "invalid_token",
  "insufficient_scope",
  "rate_limited",
  "internal_error",
  "configuration_invalid",
  "overloaded",
];
/** What any endpoint with a JSON body may answer besides. */
export const BODY_PROBLEMS: readonly ProblemCode[] = [
  "malformed_json",
  "payload_too_large",
  "unsupported_media_type",
  "validation_failed",
];
/** What names members of the request. */
const FIELD_PROBLEMS: readonly ProblemCode[] = ["validation_failed", "card_data_refused", "not_supported_by_provider"];
/** What any endpoint with an idempotency key may answer besides. */
export const IDEMPOTENCY_PROBLEMS: readonly ProblemCode[] = [
  "idempotency_key_missing",
  "idempotency_key_invalid",
  "idempotency_in_progress",
  "idempotency_key_reused",
];

/** One response of the OpenAPI document. */
export interface DocumentedResponse {
  readonly description: string;
  readonly headers?: Record<string, { readonly schema: { readonly type: "string" }; readonly description: string }>;
  readonly content?: Record<
    string,
    {
      readonly schema: z.ZodType;
      readonly example?: unknown;
      readonly examples?: Record<string, { readonly value: unknown }>;
    }
  >;
}

/** A JSON answer with an example. */
export function jsonResponse(description: string, schema: z.ZodType, example: unknown): DocumentedResponse {
  return { description, content: { "application/json": { schema, example } } };
}

/** Error responses for the given problems, grouped by status, each code with an example. */
export function problemResponses(
  codes: readonly ProblemCode[],
  options: { readonly isPublic?: boolean; readonly without?: readonly number[] } = {},
): Record<string, DocumentedResponse> {
  // Whatever is validated is searched for card data first.
  const searched: readonly ProblemCode[] = codes.includes("validation_failed") ? ["card_data_refused"] : [];
  const all = [...new Set([...codes, ...searched, ...(options.isPublic ? GUARDED.slice(3) : GUARDED)])];
  const statuses = [...new Set(all.map((code) => PROBLEMS[code].status))]
    .filter((status) => !options.without?.includes(status))
    .sort((a, b) => a - b);
  return Object.fromEntries(
    statuses.map((status) => {
      const group = all.filter((code) => PROBLEMS[code].status === status);
      const examples = Object.fromEntries(group.map((code) => [code, { value: exampleProblem(code) }]));
      const description = group.map((code) => PROBLEMS[code].title).join("; ");
      return [
        String(status),
        { description, content: { "application/problem+json": { schema: problemSchema, examples } } },
      ];
    }),
  );
}

function exampleProblem(code: ProblemCode) {
  const { title, status } = PROBLEMS[code];
  const isField = FIELD_PROBLEMS.includes(code);
  return {
    type: `/api/v1/docs#problem-${code}`,
    title,
    status,
    detail: `${title}.`,
    instance: "/api/v1/payments/initialize",
    code,
    request_id: "5b0e3b2c-6c1f-4a55-9d7b-0a3f5c1f7e11",
    ...(isField ? { errors: [{ path: "amount", message: "Give at most 2 decimals." }] } : {}),
  };
}
