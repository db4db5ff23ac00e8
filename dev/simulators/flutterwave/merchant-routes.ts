import { parseJsonObject } from "../support/json-input.ts";
import type { Route } from "../support/router.ts";
import { refuse } from "./input.ts";
import type { Payment } from "./model.ts";
import { type Flutterwave, makeCharge, makePage, paymentsOf, wordOf } from "./payments.ts";
import { makeRefund } from "./refunds.ts";
import { toPaymentBody, toRefundBody, toSuccess } from "./wire.ts";

/** What a transaction of `mismatch@…` is short of once it is verified. */
const SHORT_BY = 1;

/** The API that merchants call; every route asks for the key first. Nothing of it knows an idempotency key. */
export function merchantRoutes(flutterwave: Flutterwave, secretKey: string): Route[] {
  const { book } = flutterwave;
  const get = (id: string): Payment => {
    const payment = book.find("payment", id);
    if (payment === undefined) throw refuse("No transaction was found for this id");
    return payment;
  };
  const routes: Route[] = [
    {
      method: "POST",
      pattern: "/v3/payments",
      handle: ({ rawBody }) => {
        const made = makePage(parseJsonObject(rawBody), flutterwave);
        flutterwave.happen(made);
        const link = `${flutterwave.origin()}/hosted/pay/${made.page.id}`;
        return { status: 200, body: toSuccess("Hosted Link", { link }) };
      },
    },
    {
      method: "POST",
      pattern: "/v3/charges",
      handle: ({ rawBody, query }) => {
        if (query.get("type") !== "mpesa") throw refuse("type is not one that this simulator knows");
        const made = makeCharge(parseJsonObject(rawBody), flutterwave);
        flutterwave.happen(made);
        return { status: 200, body: toSuccess("Charge initiated", toPaymentBody(made.payment)) };
      },
    },
    {
      method: "GET",
      pattern: "/v3/transactions/verify_by_reference",
      handle: ({ query }) => {
        const payment = paymentsOf(flutterwave, query.get("tx_ref") ?? "").at(-1);
        if (payment === undefined) throw refuse("No transaction was found for this id");
        return { status: 200, body: toSuccess("Transaction fetched successfully", verified(payment)) };
      },
    },
    {
      method: "GET",
      pattern: "/v3/transactions/:id/verify",
      handle: ({ id }) => ({ status: 200, body: toSuccess("Transaction fetched successfully", verified(get(id))) }),
    },
    {
      method: "POST",
      pattern: "/v3/transactions/:id/refund",
      handle: ({ id, rawBody }) => {
        const made = makeRefund(parseJsonObject(rawBody), get(id), flutterwave);
        flutterwave.happen(made);
        return { status: 200, body: toSuccess("Transaction refund initiated", toRefundBody(made.refund, get(id))) };
      },
    },
    {
      method: "GET",
      pattern: "/v3/refunds/:id",
      handle: ({ id }) => {
        const refund = book.find("refund", id);
        if (refund === undefined) throw refuse("No refund was found for this id", 404);
        return { status: 200, body: toSuccess("Refund fetched", toRefundBody(refund, get(refund.tx_id))) };
      },
    },
  ];
  return routes.map((route) => ({
    ...route,
    handle: (request) => {
      if (request.headers.authorization === `Bearer ${secretKey}`) return route.handle(request);
      throw refuse("Invalid authorization key", 401);
    },
  }));
}

function verified(payment: Payment): Readonly<Record<string, unknown>> {
  const isShort = wordOf(payment.email) === "mismatch" && payment.status === "successful";
  return toPaymentBody(isShort ? { ...payment, amount: payment.amount - SHORT_BY } : payment);
}
