import type { JsonObject } from "../support/json-input.ts";

/** The `error` member of Stripe's error bodies, as far as callers need to know. */
export interface ErrorMembers {
  readonly type: "invalid_request_error" | "idempotency_error" | "card_error" | "api_error";
  readonly message: string;
  readonly code?: string;
  readonly param?: string;
  readonly [member: string]: unknown;
}

/** A request refused before it ran: nothing changes and no idempotency key is bound. */
export class StripeError extends Error {
  override readonly name = "StripeError";
  readonly status: number;
  readonly members: ErrorMembers;

  constructor(status: number, members: ErrorMembers) {
    super(members.message);
    this.status = status;
    this.members = members;
  }
}

/** 400 `invalid_request_error` about one parameter; many of Stripe's have no code. */
export function badParameter(message: string, param: string, code?: string): StripeError {
  return new StripeError(400, {
    type: "invalid_request_error",
    message,
    param,
    ...(code === undefined ? {} : { code }),
  });
}

/** 404 `resource_missing`, also for an id that stands in a parameter. */
export function noSuch(what: string, id: string, param = "id"): StripeError {
  const message = `No such ${what}: '${id}'`;
  return new StripeError(404, { type: "invalid_request_error", code: "resource_missing", message, param });
}

/** The body of an error, with the links that Stripe puts into it. */
export function toErrorBody(members: ErrorMembers, requestId: string | null): JsonObject {
  const { code } = members;
  const docs =
    code === undefined ? {} : { doc_url: `https://stripe.com/docs/error-codes/${code.replaceAll("_", "-")}` };
  const log = requestId === null ? {} : { request_log_url: `https://dashboard.stripe.com/test/logs/${requestId}` };
  return { error: { ...members, ...docs, ...log } };
}

/** Refusals of the parts that all simulators share, in Stripe's shape. */
export function renderSharedError(code: string, message: string, status: number): JsonObject {
  if (status >= 500) return toErrorBody({ type: "api_error", message }, null);
  if (status === 402) return toErrorBody({ type: "card_error", code: "card_declined", message }, null);
  if (status === 429) return toErrorBody({ type: "invalid_request_error", code: "rate_limit", message }, null);
  const known = code === "not_found" || code === "simulated_fault" ? {} : { code };
  return toErrorBody({ type: "invalid_request_error", message, ...known }, null);
}
