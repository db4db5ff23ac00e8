import { parseJsonObject, readText } from "../support/json-input.ts";
import type { Route } from "../support/router.ts";
import type { Paypal, PaypalBooks } from "./books.ts";
import { makeRefund } from "./money-back.ts";
import { newId } from "./new-id.ts";
import { textOf } from "./orders.ts";
import type { Transmissions } from "./transmission.ts";
import { toCaptureBody, toRefundBody } from "./wire.ts";

const MAX_ID_LENGTH = 64;
const MAX_BODY_LENGTH = 262_144;

/** Knobs for what happens at PayPal without the merchant's program: refunds, disputes, reviews, and what signs webhooks. */
export function dashboardRoutes(
  paypal: Paypal,
  books: PaypalBooks,
  transmissions: Transmissions,
  webhookId: string,
): Route[] {
  return [
    {
      method: "POST",
      pattern: "/_sim/refunds",
      handle: ({ rawBody }) => {
        const { capture_id, ...input } = parseJsonObject(rawBody);
        const made = makeRefund(input, books.get("capture", String(capture_id)), books);
        paypal.happen(made);
        return { status: 201, body: toRefundBody(made.refund, books) };
      },
    },
    {
      method: "POST",
      pattern: "/_sim/reviews",
      handle: ({ rawBody }) => {
        const input = parseJsonObject(rawBody);
        const capture = books.get("capture", readText(input, "capture_id", MAX_ID_LENGTH));
        const decided = { ...capture, status: input.is_good === false ? "DECLINED" : "COMPLETED" } as const;
        const order = books.get("order", capture.order_id);
        const type = `PAYMENT.CAPTURE.${decided.status}`;
        const mail = books.mail(order, type, "capture", toCaptureBody(decided, books));
        paypal.happen({ rows: [{ table: "capture", row: decided }], mail });
        return { status: 200, body: toCaptureBody(decided, books) };
      },
    },
    {
      method: "POST",
      pattern: "/_sim/disputes",
      handle: ({ rawBody }) => {
        const input = parseJsonObject(rawBody);
        const capture = books.get("capture", readText(input, "capture_id", MAX_ID_LENGTH));
        const dispute = {
          dispute_id: textOf(input.dispute_id) ?? `PP-D-${newId()}`,
          status: textOf(input.status) ?? "OPEN",
          reason: "MERCHANDISE_OR_SERVICE_NOT_RECEIVED",
          dispute_amount: capture.amount,
          disputed_transactions: [{ seller_transaction_id: capture.id, custom: capture.custom_id }],
        };
        const type = `CUSTOMER.DISPUTE.${textOf(input.event) ?? "CREATED"}`;
        const order = books.get("order", capture.order_id);
        paypal.happen({ rows: [], mail: books.mail(order, type, "dispute", dispute) });
        return { status: 201, body: dispute };
      },
    },
    {
      method: "POST",
      pattern: "/_sim/sign",
      handle: ({ rawBody }) => {
        const input = parseJsonObject(rawBody);
        const atMs = typeof input.at_ms === "number" ? input.at_ms : paypal.clock();
        const body = readText(input, "body", MAX_BODY_LENGTH);
        return { status: 200, body: transmissions.sign(body, atMs, textOf(input.webhook_id) ?? webhookId) };
      },
    },
  ];
}
