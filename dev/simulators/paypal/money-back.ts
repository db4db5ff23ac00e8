import type { JsonObject } from "../support/json-input.ts";
import { Refusal } from "../support/refusal.ts";
import type { PaypalBooks, PaypalHappening } from "./books.ts";
import type { Authorization, Capture, Refund } from "./model.ts";
import { partsOf, readMoney } from "./money.ts";
import { newId } from "./new-id.ts";
import { newCapture, textOf } from "./orders.ts";
import { toAuthorizationBody, toCaptureBody, toRefundBody } from "./wire.ts";

const STARTS: Readonly<Record<string, Refund["status"]>> = { pending: "PENDING", fail: "FAILED" };

/** A refund of captured money, never more than is left of it; an empty request is for all. A magic note says what becomes of it. */
export function makeRefund(
  input: JsonObject,
  capture: Capture,
  books: PaypalBooks,
): PaypalHappening & { readonly refund: Refund } {
  const note = textOf(input.note_to_payer);
  if (note === "refuse") throw new Refusal(422, "REFUND_NOT_ALLOWED", "This refund is not accepted.");
  if (capture.status !== "COMPLETED" && capture.status !== "PARTIALLY_REFUNDED") {
    throw new Refusal(422, "CAPTURE_FULLY_REFUNDED", "The capture cannot be refunded.");
  }
  const standing = books.refundsOf(capture).filter(({ status }) => status !== "FAILED");
  const given = standing.reduce((sum, { amount }) => sum + partsOf(amount), 0);
  const amount = input.amount === undefined ? capture.amount : readMoney(input.amount);
  const left = partsOf(capture.amount) - given - partsOf(amount);
  if (left < 0) throw new Refusal(422, "REFUND_AMOUNT_EXCEEDED", "The refund is more than what is left.");
  const refund: Refund = {
    id: newId(),
    capture_id: capture.id,
    status: STARTS[note ?? ""] ?? "COMPLETED",
    amount,
    custom_id: textOf(input.custom_id),
    note_to_payer: note,
    create_time: books.now(),
  };
  const status = left === 0 ? "REFUNDED" : "PARTIALLY_REFUNDED";
  const order = books.get("order", capture.order_id);
  const isDone = refund.status === "COMPLETED";
  return {
    refund,
    rows: [
      { table: "refund", row: refund },
      ...(isDone ? [{ table: "capture", row: { ...capture, status } } as const] : []),
    ],
    mail: isDone ? books.mail(order, "PAYMENT.CAPTURE.REFUNDED", "refund", toRefundBody(refund, books)) : [],
  };
}

/** Takes reserved money, or a part of it; the rest is released. */
export function captureAuthorization(
  input: JsonObject,
  authorization: Authorization,
  books: PaypalBooks,
): PaypalHappening & { readonly capture: Capture } {
  assertReserved(authorization, "AUTHORIZATION_ALREADY_CAPTURED");
  const amount = input.amount === undefined ? authorization.amount : readMoney(input.amount);
  const rest = partsOf(authorization.amount) - partsOf(amount);
  if (rest < 0) throw new Refusal(422, "MAX_CAPTURE_AMOUNT_EXCEEDED", "It is more than is reserved.");
  const order = books.get("order", authorization.order_id);
  const capture = newCapture(order, "COMPLETED", amount, authorization.id, books);
  const status = rest === 0 || input.final_capture === true ? "CAPTURED" : "PARTIALLY_CAPTURED";
  return {
    capture,
    rows: [
      { table: "authorization", row: { ...authorization, status } },
      { table: "capture", row: capture },
    ],
    mail: books.mail(order, "PAYMENT.CAPTURE.COMPLETED", "capture", toCaptureBody(capture, books)),
  };
}

/** Releases reserved money. */
export function voidAuthorization(authorization: Authorization, books: PaypalBooks): PaypalHappening {
  assertReserved(authorization, "PREVIOUSLY_CAPTURED");
  const row: Authorization = { ...authorization, status: "VOIDED" };
  const order = books.get("order", authorization.order_id);
  const mail = books.mail(order, "PAYMENT.AUTHORIZATION.VOIDED", "authorization", toAuthorizationBody(row, books));
  return { rows: [{ table: "authorization", row }], mail };
}

function assertReserved({ status }: Authorization, otherwise: string): void {
  if (status === "VOIDED") throw new Refusal(422, "AUTHORIZATION_VOIDED", "It has been voided.");
  if (status !== "CREATED") throw new Refusal(422, otherwise, "It has been captured.");
}
