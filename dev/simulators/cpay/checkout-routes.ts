import { hostedPageReply } from "../support/hosted-page.ts";
import { Refusal } from "../support/refusal.ts";
import type { Reply } from "../support/reply.ts";
import type { Route, SimulatorRequest } from "../support/router.ts";
import type { CpayBank } from "./bank.ts";
import { renderCheckout, renderUnknownCheckout } from "./checkout-page.ts";
import type { Failure } from "./model.ts";
import { settlePayment } from "./settle.ts";
import { toPaymentBody } from "./wire.ts";

interface Press {
  readonly to: "completed" | "failed" | "cancelled";
  readonly failure: Failure | null;
}

const PRESSES: Readonly<Record<"approve" | "decline" | "cancel", Press>> = {
  approve: { to: "completed", failure: null },
  decline: { to: "failed", failure: { code: "customer_declined", message: "The customer declined the payment." } },
  cancel: { to: "cancelled", failure: null },
};

/** The customer's side: the checkout page and its three buttons. The id in the address is the only key to it. */
export function checkoutRoutes(bank: CpayBank): Route[] {
  const presses = Object.entries(PRESSES).map(([name, press]): Route => {
    return { method: "POST", pattern: `/checkout/:id/${name}`, handle: (request) => takePress(bank, request, press) };
  });
  return [{ method: "GET", pattern: "/checkout/:id", handle: (request) => showPage(bank, request) }, ...presses];
}

function showPage(bank: CpayBank, { id }: SimulatorRequest): Reply {
  const payment = bank.ledger.payments.get(id);
  return payment === undefined
    ? hostedPageReply(404, renderUnknownCheckout())
    : hostedPageReply(200, renderCheckout(payment));
}

/** A form is sent back to the page, which shows the state whatever it is; a program gets JSON and real statuses. */
function takePress(bank: CpayBank, request: SimulatorRequest, press: Press): Reply {
  const asksJson = (request.headers.accept ?? "").includes("application/json");
  const payment = bank.ledger.payments.get(request.id);
  if (payment === undefined) {
    if (asksJson) throw new Refusal(404, "not_found", `There is no payment ${request.id}.`);
    return hostedPageReply(404, renderUnknownCheckout());
  }
  const pending = payment.status === "pending";
  if (pending) bank.commit(settlePayment(payment, press.to, press.failure, bank));
  if (!asksJson) return { status: 303, headers: { location: `/checkout/${encodeURIComponent(payment.id)}` } };
  if (!pending) throw new Refusal(409, "invalid_state", `The payment is already ${payment.status}.`);
  const settled = bank.ledger.payments.get(payment.id) ?? payment;
  return { status: 200, body: toPaymentBody(settled, bank.origin()) };
}
