import { expect } from "vitest";
import type { ApiAnswer } from "../../../support/gateway.ts";

/** Asserts that a repeat was answered as the first request was, word for word, and says so. */
export function expectReplay(answer: ApiAnswer, first: ApiAnswer): void {
  expect(answer.status, answer.text).toBe(first.status);
  expect(answer.text).toBe(first.text);
  expect(answer.headers.get("idempotent-replayed")).toBe("true");
  expect(answer.headers.get("content-type")).toBe("application/json");
}
