import { randomBytes } from "node:crypto";
import type { PaypalBooks } from "./books.ts";
import type { Authorization, Capture, Order, Refund } from "./model.ts";

const NAMES: Readonly<Record<number, string>> = {
  400: "INVALID_REQUEST",
  401: "AUTHENTICATION_FAILURE",
  403: "NOT_AUTHORIZED",
  404: "RESOURCE_NOT_FOUND",
  422: "UNPROCESSABLE_ENTITY",
  429: "RATE_LIMIT_REACHED",
};

/** The body of an error; the word to go by is the first detail's. */
export function toErrorBody(issue: string, message: string, status: number): Readonly<Record<string, unknown>> {
  if (status === 401) return { error: issue, error_description: message };
  const name = NAMES[status] ?? "INTERNAL_SERVER_ERROR";
  const details = issue === name ? [] : [{ issue, description: message }];
  return { name, message, debug_id: randomBytes(7).toString("hex"), details, links: [] };
}

/** An order as answers show it; minimal, without what it is of. */
export function toOrderBody(order: Order, books: PaypalBooks, isMinimal = false): Readonly<Record<string, unknown>> {
  const { id, status, intent, create_time, update_time } = order;
  const origin = books.origin();
  const self = { href: `${origin}/v2/checkout/orders/${id}`, rel: "self", method: "GET" };
  const page = { href: `${origin}/checkoutnow/${id}`, rel: "payer-action", method: "GET" };
  const links = status === "PAYER_ACTION_REQUIRED" ? [self, page] : [self];
  if (isMinimal) return { id, status, links };
  const captures = books.capturesOf(order).map((capture) => toCaptureBody(capture, books));
  const authorizations = books.authorizationsOf(order).map((each) => toAuthorizationBody(each, books));
  const made = [...captures, ...authorizations].length > 0;
  const payments = {
    ...(captures.length === 0 ? {} : { captures }),
    ...(authorizations.length === 0 ? {} : { authorizations }),
  };
  const { custom_id, invoice_id, description, amount } = order;
  const unit = { reference_id: "default", custom_id, invoice_id, description, amount, ...(made ? { payments } : {}) };
  const told = Object.fromEntries(Object.entries(unit).filter(([, value]) => value !== null));
  return { id, intent, status, purchase_units: [told], create_time, update_time, links };
}

/** A capture as answers and events show it: it names its order. */
export function toCaptureBody(capture: Capture, books: PaypalBooks): Readonly<Record<string, unknown>> {
  const { order_id, authorization_id, custom_id, ...rest } = capture;
  const related = { order_id, ...(authorization_id === null ? {} : { authorization_id }) };
  const isWaiting = capture.status === "PENDING";
  return {
    ...rest,
    ...(custom_id === null ? {} : { custom_id }),
    ...(isWaiting ? { status_details: { reason: "PENDING_REVIEW" } } : {}),
    final_capture: true,
    supplementary_data: { related_ids: related },
    links: [{ href: `${books.origin()}/v2/payments/captures/${capture.id}`, rel: "self", method: "GET" }],
  };
}

/** An authorization. */
export function toAuthorizationBody(
  authorization: Authorization,
  books: PaypalBooks,
): Readonly<Record<string, unknown>> {
  const { order_id, custom_id, ...rest } = authorization;
  return {
    ...rest,
    ...(custom_id === null ? {} : { custom_id }),
    supplementary_data: { related_ids: { order_id } },
    links: [{ href: `${books.origin()}/v2/payments/authorizations/${rest.id}`, rel: "self", method: "GET" }],
  };
}

/** A refund: its capture is behind the link `up`. */
export function toRefundBody(refund: Refund, books: PaypalBooks): Readonly<Record<string, unknown>> {
  const { capture_id, custom_id, note_to_payer, ...rest } = refund;
  const origin = books.origin();
  return {
    ...rest,
    ...(custom_id === null ? {} : { custom_id }),
    ...(note_to_payer === null ? {} : { note_to_payer }),
    links: [
      { href: `${origin}/v2/payments/refunds/${refund.id}`, rel: "self", method: "GET" },
      { href: `${origin}/v2/payments/captures/${capture_id}`, rel: "up", method: "GET" },
    ],
  };
}
