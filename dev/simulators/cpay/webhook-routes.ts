import {
  invalid,
  isJsonObject,
  type JsonObject,
  parseJsonObject,
  readOptionalText,
  readText,
} from "../support/json-input.ts";
import { Refusal } from "../support/refusal.ts";
import type { Reply } from "../support/reply.ts";
import type { Route } from "../support/router.ts";
import type { WebhookPoster } from "../support/webhook-poster.ts";
import { type CpayBank, rewriteEvent } from "./bank.ts";
import { getPayment } from "./merchant-routes.ts";
import { nowSeconds } from "./settle.ts";
import { newId, toPaymentBody, toRefundBody } from "./wire.ts";

const MAX_TEXT_LENGTH = 2_048;

/** What a tester wants sent; see dev/simulators/cpay/README.md. */
interface HandmadeEvent {
  readonly url: string;
  readonly body: string;
  readonly timestampSeconds: number;
  readonly tampered: boolean;
}

/** `POST /_sim/webhooks`: one signed event of any type and content, sent once and at once, with what came back. */
export function webhookRoutes(
  bank: CpayBank,
  poster: WebhookPoster,
  sign: (body: string, timestampSeconds: number) => Readonly<Record<string, string>>,
): Route[] {
  const send = async (event: HandmadeEvent): Promise<Reply> => {
    const headers = sign(event.body, event.timestampSeconds);
    const body = event.tampered ? rewriteEvent(event.body, { tampered: true }) : event.body;
    const sent: unknown = JSON.parse(body);
    try {
      return { status: 200, body: { sent, answer: await poster.post(event.url, body, headers) } };
    } catch (error) {
      return { status: 200, body: { sent, answer: null, error: error instanceof Error ? error.message : "unknown" } };
    }
  };
  return [
    {
      method: "POST",
      pattern: "/_sim/webhooks",
      handle: ({ rawBody }) => send(readEvent(parseJsonObject(rawBody), bank)),
    },
  ];
}

function readEvent(input: JsonObject, bank: CpayBank): HandmadeEvent {
  const { data: members = {}, age_seconds: age = 0, tamper = false } = input;
  if (!isJsonObject(members)) throw invalid("data must be an object.");
  if (typeof age !== "number" || !Number.isInteger(age)) throw invalid("age_seconds must be an integer.");
  if (typeof tamper !== "boolean") throw invalid("tamper must be a boolean.");
  const subject = readSubject(input, bank);
  const url = readOptionalText(input, "callback_url", MAX_TEXT_LENGTH) ?? subject.callbackUrl;
  if (url === null || !/^https?:/i.test(url) || !URL.canParse(url)) throw invalid("callback_url is required.");
  const event = {
    id: readOptionalText(input, "event_id", MAX_TEXT_LENGTH) ?? newId("evt"),
    type: readText(input, "type", MAX_TEXT_LENGTH),
    created: nowSeconds(bank) - age,
    data: { ...subject.data, ...members },
  };
  return { url, body: JSON.stringify(event), timestampSeconds: event.created, tampered: tamper };
}

/** The payment or refund that the event is about; neither is needed when `data` and `callback_url` say it all. */
function readSubject(input: JsonObject, bank: CpayBank): { data: JsonObject; callbackUrl: string | null } {
  const refundId = readOptionalText(input, "refund_id", MAX_TEXT_LENGTH);
  const paymentId = readOptionalText(input, "payment_id", MAX_TEXT_LENGTH);
  if (refundId !== null) {
    const refund = bank.ledger.refunds.get(refundId);
    if (refund === undefined) throw new Refusal(404, "not_found", `There is no refund ${refundId}.`);
    return { data: toRefundBody(refund), callbackUrl: getPayment(bank, refund.payment_id).callback_url };
  }
  if (paymentId === null) return { data: {}, callbackUrl: null };
  const payment = getPayment(bank, paymentId);
  return { data: toPaymentBody(payment, bank.origin()), callbackUrl: payment.callback_url };
}
