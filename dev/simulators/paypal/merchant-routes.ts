import { type JsonObject, parseJsonObject } from "../support/json-input.ts";
import { Refusal } from "../support/refusal.ts";
import type { Reply } from "../support/reply.ts";
import type { Route, SimulatorRequest } from "../support/router.ts";
import { assertToken } from "./authenticate.ts";
import type { Paypal, PaypalBooks, PaypalHappening } from "./books.ts";
import { captureAuthorization, makeRefund, voidAuthorization } from "./money-back.ts";
import { authorizeOrder, captureOrder, makeOrder } from "./orders.ts";
import { rawMember } from "./raw-member.ts";
import type { Transmissions } from "./transmission.ts";
import { toAuthorizationBody, toCaptureBody, toOrderBody, toRefundBody } from "./wire.ts";

/** What a mutation comes to; a refusal may have effects, too. */
interface Decision {
  readonly happening: PaypalHappening;
  readonly status: number;
  /** Made after the effect, since it shows what has become of things. */
  readonly body: (isMinimal: boolean) => unknown;
}

/** The API that merchants call; every route asks for a token first. */
export function merchantRoutes(paypal: Paypal, books: PaypalBooks, transmissions: Transmissions): Route[] {
  const decide = (pattern: string, decision: (input: JsonObject, id: string) => Decision): Route => ({
    method: "POST",
    pattern,
    handle: (request) => runOnce(paypal, request, decision),
  });
  const show = (pattern: string, body: (id: string) => unknown): Route => {
    return { method: "GET", pattern, handle: ({ id }) => ({ status: 200, body: body(id) }) };
  };
  const ofOrder = (happening: PaypalHappening, id: string): Decision => {
    const body = (isMinimal: boolean) => toOrderBody(books.get("order", id), books, isMinimal);
    return { happening, status: 201, body };
  };
  const routes = [
    decide("/v2/checkout/orders", (input) => {
      const made = makeOrder(input, books);
      return { ...ofOrder(made, made.order.id), status: 200 };
    }),
    show("/v2/checkout/orders/:id", (id) => toOrderBody(books.get("order", id), books)),
    decide("/v2/checkout/orders/:id/capture", (_input, id) => {
      const { refusal, ...happening } = captureOrder(books.get("order", id), books);
      if (refusal === undefined) return ofOrder(happening, id);
      paypal.happen(happening);
      throw refusal;
    }),
    decide("/v2/checkout/orders/:id/authorize", (_input, id) =>
      ofOrder(authorizeOrder(books.get("order", id), books), id),
    ),
    show("/v2/payments/authorizations/:id", (id) => toAuthorizationBody(books.get("authorization", id), books)),
    decide("/v2/payments/authorizations/:id/capture", (input, id) => {
      const { capture, ...happening } = captureAuthorization(input, books.get("authorization", id), books);
      const { id: made, status } = capture;
      return {
        happening,
        status: 201,
        body: (isMinimal) => (isMinimal ? { id: made, status } : toCaptureBody(capture, books)),
      };
    }),
    decide("/v2/payments/authorizations/:id/void", (_input, id) => {
      const happening = voidAuthorization(books.get("authorization", id), books);
      const body = (isMinimal: boolean) =>
        isMinimal ? undefined : toAuthorizationBody(books.get("authorization", id), books);
      return { happening, status: 200, body };
    }),
    show("/v2/payments/captures/:id", (id) => toCaptureBody(books.get("capture", id), books)),
    decide("/v2/payments/captures/:id/refund", (input, id) => {
      const { refund, ...happening } = makeRefund(input, books.get("capture", id), books);
      const { id: made, status } = refund;
      return {
        happening,
        status: 201,
        body: (isMinimal) => (isMinimal ? { id: made, status } : toRefundBody(refund, books)),
      };
    }),
    show("/v2/payments/refunds/:id", (id) => toRefundBody(books.get("refund", id), books)),
    verifyRoute(transmissions),
  ];
  return routes.map((route) => ({
    ...route,
    handle: (request) => {
      assertToken(paypal, request);
      return route.handle(request);
    },
  }));
}

/** A mutation with a `PayPal-Request-Id` happens once: a repeat gets the first answer. What was refused may be tried again. */
function runOnce(
  paypal: Paypal,
  request: SimulatorRequest,
  decision: (input: JsonObject, id: string) => Decision,
): Reply {
  const key = request.headers["paypal-request-id"]?.toString() ?? "";
  if (key === "") throw new Refusal(400, "PAYPAL_REQUEST_ID_REQUIRED", "A PayPal-Request-Id is required.");
  const id = `${request.path} ${key}`;
  const known = paypal.book.find("key", id);
  if (known !== undefined) return known.answer;
  const { happening, status, body } = decision(parseJsonObject(request.rawBody), request.id);
  paypal.happen(happening);
  const shown = body(request.headers.prefer !== "return=representation");
  const answer = shown === undefined ? { status: 204, body: undefined } : { status, body: shown };
  paypal.happen({ rows: [{ table: "key", row: { id, answer } }] });
  return answer;
}

/** Says whether a webhook is PayPal's: the event has to be quoted exactly as it came. */
function verifyRoute(transmissions: Transmissions): Route {
  return {
    method: "POST",
    pattern: "/v1/notifications/verify-webhook-signature",
    handle: ({ rawBody }) => {
      const proof = parseJsonObject(rawBody);
      const event = rawMember(rawBody.toString("utf8"), "webhook_event");
      if (event === null) throw new Refusal(400, "VALIDATION_ERROR", "webhook_event is required.");
      const verification_status = transmissions.verify(proof, event) ? "SUCCESS" : "FAILURE";
      return { status: 200, body: { verification_status } };
    },
  };
}
