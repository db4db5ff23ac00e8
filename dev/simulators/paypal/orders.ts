import { isJsonObject, type JsonObject } from "../support/json-input.ts";
import { Refusal } from "../support/refusal.ts";
import { type PaypalBooks, type PaypalHappening, wordOf } from "./books.ts";
import type { Authorization, Capture, Order } from "./model.ts";
import { partsOf, readMoney, toMoney } from "./money.ts";
import { newId } from "./new-id.ts";
import { toAuthorizationBody, toCaptureBody, toOrderBody } from "./wire.ts";

/** Long enough for the answer to be out first, short enough not to be felt in a test. */
const AUTO_DELAY_MS = 300;
/** What the capture of `mismatch@…` is short of, smallest parts. */
const SHORT_BY = 1;

/** A new order, which waits for its payer. */
export function makeOrder(input: JsonObject, books: PaypalBooks): PaypalHappening & { readonly order: Order } {
  const { intent, purchase_units: units, payment_source: source } = input;
  if (intent !== "CAPTURE" && intent !== "AUTHORIZE") throw invalid("intent");
  const unit: unknown = Array.isArray(units) ? units[0] : undefined;
  if (!isJsonObject(unit)) throw invalid("purchase_units");
  const wallet = member(member({ source }, "source"), "paypal");
  const experience = member(wallet, "experience_context");
  const now = books.now();
  const order: Order = {
    id: newId(),
    intent,
    status: "PAYER_ACTION_REQUIRED",
    custom_id: textOf(unit.custom_id),
    invoice_id: textOf(unit.invoice_id),
    description: textOf(unit.description),
    amount: readMoney(unit.amount),
    email: textOf(wallet.email_address),
    return_url: textOf(experience.return_url),
    cancel_url: textOf(experience.cancel_url),
    approvals: 0,
    declines: 0,
    create_time: now,
    update_time: now,
  };
  if (wordOf(order) === "refuse") throw new Refusal(422, "PAYEE_ACCOUNT_RESTRICTED", "The merchant is restricted.");
  const deeds = wordOf(order) === "auto" ? [{ afterMs: AUTO_DELAY_MS, name: "approve", subject: order.id }] : [];
  return { rows: [{ table: "order", row: order }], deeds, order };
}

/** The payer agrees, which moves no money. */
export function approve(order: Order, books: PaypalBooks): PaypalHappening {
  if (order.status !== "PAYER_ACTION_REQUIRED") return { rows: [] };
  const approvals = order.approvals + 1;
  const approved: Order = { ...order, status: "APPROVED", approvals, update_time: stamp(books, approvals) };
  const mail = books.mail(approved, "CHECKOUT.ORDER.APPROVED", "checkout-order", toOrderBody(approved, books));
  return { rows: [{ table: "order", row: approved }], mail };
}

/** Takes the money of an approved order, once. */
export function captureOrder(order: Order, books: PaypalBooks): PaypalHappening & { readonly refusal?: Refusal } {
  assertApproved(order, "CAPTURE", "ORDER_ALREADY_CAPTURED");
  if (wordOf(order) === "decline" && order.declines === 0) {
    // The payer has to choose again, and is asked to.
    const row: Order = { ...order, status: "PAYER_ACTION_REQUIRED", declines: 1, update_time: books.now() };
    return { rows: [{ table: "order", row }], refusal: new Refusal(422, "INSTRUMENT_DECLINED", "It was declined.") };
  }
  const parts = partsOf(order.amount) - (wordOf(order) === "mismatch" ? SHORT_BY : 0);
  const status = wordOf(order) === "review" ? "PENDING" : wordOf(order) === "bounce" ? "DECLINED" : "COMPLETED";
  const capture = newCapture(order, status, toMoney(parts, order.amount.currency_code), null, books);
  const completed: Order = { ...order, status: "COMPLETED", update_time: books.now() };
  return {
    rows: [
      { table: "order", row: completed },
      { table: "capture", row: capture },
    ],
    mail: books.mail(order, `PAYMENT.CAPTURE.${status}`, "capture", toCaptureBody(capture, books)),
  };
}

/** Reserves the money of an approved order, once. */
export function authorizeOrder(order: Order, books: PaypalBooks): PaypalHappening {
  assertApproved(order, "AUTHORIZE", "ORDER_ALREADY_AUTHORIZED");
  const authorization: Authorization = {
    id: newId(),
    order_id: order.id,
    status: "CREATED",
    amount: order.amount,
    custom_id: order.custom_id,
    create_time: books.now(),
  };
  const body = toAuthorizationBody(authorization, books);
  return {
    rows: [
      { table: "order", row: { ...order, status: "COMPLETED", update_time: books.now() } },
      { table: "authorization", row: authorization },
    ],
    mail: books.mail(order, "PAYMENT.AUTHORIZATION.CREATED", "authorization", body),
  };
}

/** A capture of an order or an authorization. */
export function newCapture(
  order: Order,
  status: Capture["status"],
  amount: Capture["amount"],
  authorizationId: string | null,
  books: PaypalBooks,
): Capture {
  const { id: order_id, custom_id } = order;
  return {
    id: newId(),
    order_id,
    authorization_id: authorizationId,
    status,
    amount,
    custom_id,
    create_time: books.now(),
  };
}

/** A text, if it is one. */
export function textOf(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

function assertApproved(order: Order, intent: Order["intent"], doneAlready: string): void {
  if (order.intent !== intent) throw new Refusal(422, "ACTION_DOES_NOT_MATCH_INTENT", "The intent is another.");
  if (order.status === "COMPLETED") throw new Refusal(422, doneAlready, "It has been done already.");
  if (order.status !== "APPROVED")
    throw new Refusal(422, "ORDER_NOT_APPROVED", "Payer has not yet approved the order.");
}

/** A second later with each approval, so that no two have one time. */
function stamp(books: PaypalBooks, approvals: number): string {
  return `${new Date(Date.parse(books.now()) + approvals * 1_000).toISOString().slice(0, 19)}Z`;
}

function member(value: JsonObject, name: string): JsonObject {
  const found = value[name];
  return isJsonObject(found) ? found : {};
}

function invalid(name: string): Refusal {
  return new Refusal(400, "MISSING_REQUIRED_PARAMETER", `${name} is required.`);
}
