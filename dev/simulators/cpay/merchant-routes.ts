import { invalid } from "../support/json-input.ts";
import { Refusal } from "../support/refusal.ts";
import type { Reply } from "../support/reply.ts";
import type { Route, SimulatorRequest } from "../support/router.ts";
import type { CpayBank } from "./bank.ts";
import { decideCreatePayment } from "./create-payment.ts";
import { decideCreateRefund } from "./create-refund.ts";
import { type Decision, runOnce } from "./idempotency.ts";
import type { Payment } from "./model.ts";
import { settlePayment } from "./settle.ts";
import { toErrorBody, toPaymentBody, toRefundBody } from "./wire.ts";

/** The API that merchants call (contract, section 7); every route is authenticated first. */
export function merchantRoutes(bank: CpayBank, authenticate: (request: SimulatorRequest) => void): Route[] {
  const { ledger } = bank;
  const routes: Route[] = [
    {
      method: "POST",
      pattern: "/v1/payments",
      handle: (request) => runOnce(bank, request, true, (input) => decideCreatePayment(input, bank)),
    },
    { method: "GET", pattern: "/v1/payments", handle: (request) => listPayments(request, bank) },
    {
      method: "GET",
      pattern: "/v1/payments/:id",
      handle: ({ id }) => ({ status: 200, body: toPaymentBody(getPayment(bank, id), bank.origin()) }),
    },
    {
      method: "POST",
      pattern: "/v1/payments/:id/cancel",
      handle: (request) => {
        const payment = getPayment(bank, request.id);
        return runOnce(bank, request, false, () => decideCancel(payment, bank));
      },
    },
    {
      method: "POST",
      pattern: "/v1/payments/:id/refunds",
      handle: (request) => {
        const payment = getPayment(bank, request.id);
        return runOnce(bank, request, true, (input) => decideCreateRefund(input, payment, bank));
      },
    },
    {
      method: "GET",
      pattern: "/v1/refunds/:id",
      handle: ({ id }) => {
        const refund = ledger.refunds.get(id);
        if (refund === undefined) throw new Refusal(404, "not_found", `There is no refund ${id}.`);
        return { status: 200, body: toRefundBody(refund) };
      },
    },
  ];
  return routes.map((route) => ({
    ...route,
    handle: (request) => {
      authenticate(request);
      return route.handle(request);
    },
  }));
}

/** The payment with this id; refuses with 404 when there is none. */
export function getPayment(bank: CpayBank, id: string): Payment {
  const payment = bank.ledger.payments.get(id);
  if (payment === undefined) throw new Refusal(404, "not_found", `There is no payment ${id}.`);
  return payment;
}

function listPayments(request: SimulatorRequest, bank: CpayBank): Reply {
  const reference = request.query.get("reference");
  if (reference === null || reference === "") throw invalid("reference is required.");
  const payments = bank.ledger.paymentsByReference(reference);
  return { status: 200, body: { data: payments.map((payment) => toPaymentBody(payment, bank.origin())) } };
}

function decideCancel(payment: Payment, bank: CpayBank): Decision {
  if (payment.status !== "pending") {
    const body = toErrorBody("invalid_state", `A ${payment.status} payment cannot be cancelled.`);
    return { changes: [], answer: { status: 409, body } };
  }
  const changes = settlePayment(payment, "cancelled", null, bank);
  const body = toPaymentBody({ ...payment, status: "cancelled" }, bank.origin());
  return { changes, answer: { status: 200, body } };
}
