import { expect } from "vitest";
import { PROBLEMS, type ProblemCode } from "../../../../src/domain/problem.ts";
import type { ApiAnswer } from "../../../support/gateway.ts";

/** What must never be in an answer: traces, SQL and the words our secrets begin with in these tests. */
const LEAKS = /\bat .+\.(ts|js):\d+|node_modules|select .+ from|insert into|test-(jwt|cpay|redis)-|postgres:\/\/\S/i;

/** Asserts the full shape of an error (RFC 9457 and the contract's own members), and that it leaks nothing. */
export function expectProblem(answer: ApiAnswer, code: ProblemCode, context = ""): void {
  const { status, title } = PROBLEMS[code];
  expect(answer.status, `${context} ${answer.text}`).toBe(status);
  expect(answer.headers.get("content-type")).toBe("application/problem+json");
  expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
  expect(answer.headers.get("cache-control")).toBe("no-store");
  expect(answer.body, context).toMatchObject({
    type: `/api/v1/docs#problem-${code}`,
    title,
    status,
    detail: expect.stringMatching(/\S/),
    instance: expect.stringMatching(/^\//),
    code,
    request_id: answer.headers.get("x-request-id"),
  });
  expect(answer.body.request_id).toMatch(/^[A-Za-z0-9._:-]{1,128}$/);
  expect(answer.text).not.toMatch(LEAKS);
  const isWebhook = code === "invalid_signature" || code === "webhook_expired";
  if (status === 401 && !isWebhook) expect(answer.headers.get("www-authenticate"), context).toMatch(/^(Bearer|Basic) /);
}

/** Asserts a 422 about one member of the request, named by its path. */
export function expectFieldError(answer: ApiAnswer, path: string, code: ProblemCode = "validation_failed"): void {
  expectProblem(answer, code, path);
  const errors: { path: string; message: string }[] = answer.body.errors;
  expect(
    errors.map((error) => error.path),
    answer.text,
  ).toContain(path);
  for (const { message } of errors) expect(message).toMatch(/\S/);
}

/** An address nobody else has called from, for what is limited by address. */
export function freshAddress(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(6));
  return `2001:db8:${[0, 2, 4].map((at) => Buffer.from(bytes.subarray(at, at + 2)).toString("hex")).join(":")}::1`;
}
