import type { ContentfulStatusCode } from "hono/utils/http-status";
import { PROBLEMS, Problem, type ProblemCode } from "../domain/problem.ts";
import { ConfigurationError } from "../env.ts";
import { maskCardData } from "../lib/card-data.ts";
import type { AppContext } from "./app-context.ts";

/** Where each problem is described; `type` of an answer is this and the code. */
const PROBLEM_TYPE_PATH = "/api/v1/docs#problem-";

/** The one place that writes error answers (RFC 9457). */
export function problemResponse(c: AppContext, problem: Problem): Response {
  const { title, status } = PROBLEMS[problem.code];
  const { errors, retryAfterSeconds, headers, extensions } = problem.options;
  const body = {
    type: `${PROBLEM_TYPE_PATH}${problem.code}`,
    title,
    status,
    detail: problem.detail,
    instance: maskCardData(new URL(c.req.url).pathname),
    code: problem.code,
    request_id: c.get("requestId"),
    ...(errors === undefined ? {} : { errors }),
    ...extensions,
  };
  const defaults = defaultHeaders(problem.code);
  return c.body(JSON.stringify(body), status as ContentfulStatusCode, {
    ...defaults,
    ...headers,
    ...(retryAfterSeconds === undefined ? {} : { "Retry-After": String(retryAfterSeconds) }),
    "Content-Type": "application/problem+json",
    "Cache-Control": "no-store",
  });
}

/** Answers from 500 on that are no fault of ours and need nobody's stack trace. */
const EXPECTED: ReadonlySet<ProblemCode> = new Set(["database_unavailable", "account_unavailable", "overloaded"]);

/** Turns whatever was thrown into an answer. What is not a problem is a fault of ours: logged whole, told of in brief. */
export function handleError(error: unknown, c: AppContext): Response {
  const problem = toProblem(error);
  if (EXPECTED.has(problem.code)) {
    c.get("logger").warn("request.refused", { code: problem.code });
  } else if (problem.status >= 500) {
    c.get("logger").error("request.failed", { code: problem.code, cause: problem.options.cause ?? error });
  }
  return problemResponse(c, problem);
}

function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof ConfigurationError) {
    return new Problem("configuration_invalid", error.message, { cause: error });
  }
  return new Problem("internal_error", "The fault has been logged under this request's id.", { cause: error });
}

function defaultHeaders(code: ProblemCode): Record<string, string> {
  switch (code) {
    case "unauthenticated":
      return { "WWW-Authenticate": 'Bearer realm="payment-gateway"' };
    case "invalid_token":
      return { "WWW-Authenticate": 'Bearer realm="payment-gateway", error="invalid_token"' };
    case "invalid_client":
      return { "WWW-Authenticate": 'Basic realm="payment-gateway"' };
    case "insufficient_scope":
      return { "WWW-Authenticate": 'Bearer realm="payment-gateway", error="insufficient_scope"' };
    case "invalid_signature":
    case "webhook_expired":
      return { "WWW-Authenticate": 'Signature realm="payment-gateway"' };
    default:
      return {};
  }
}
