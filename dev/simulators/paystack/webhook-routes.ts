import type { WebhookFault } from "../support/fault-rule.ts";
import {
  invalid,
  isJsonObject,
  type JsonObject,
  parseJsonObject,
  readOptionalText,
  readText,
} from "../support/json-input.ts";
import type { Reply } from "../support/reply.ts";
import type { Route } from "../support/router.ts";
import type { WebhookPoster } from "../support/webhook-poster.ts";
import { type PaystackBank, rewriteBody } from "./bank.ts";
import { getRefund, getTransaction } from "./merchant-routes.ts";
import { toRefundEventData } from "./refund-wire.ts";
import { toChargeEventData } from "./settle.ts";

const MAX_TEXT_LENGTH = 2_048;

/** What a tester wants sent; see dev/simulators/paystack/README.md. */
interface HandmadeEvent {
  readonly url: string;
  readonly body: string;
  readonly fault: WebhookFault;
}

/** `POST /_sim/webhooks`: one signed event of any name and content, sent once and at once, with what came back. */
export function webhookRoutes(
  bank: PaystackBank,
  poster: WebhookPoster,
  sign: (body: string, fault: WebhookFault) => Readonly<Record<string, string>>,
): Route[] {
  const send = async (event: HandmadeEvent): Promise<Reply> => {
    const headers = sign(event.body, event.fault);
    const body = event.fault.tamper === true ? rewriteBody(event.body, { tampered: true }) : event.body;
    const sent: unknown = JSON.parse(body);
    try {
      const answer = await poster.post(event.url, body, headers);
      return { status: 200, body: { sent, answer } };
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

function readEvent(input: JsonObject, bank: PaystackBank): HandmadeEvent {
  const { tamper = false, signature } = input;
  if (typeof tamper !== "boolean") throw invalid("tamper must be a boolean.");
  if (signature !== undefined && signature !== "wrong" && signature !== "none") {
    throw invalid("signature must be wrong or none.");
  }
  const url = readOptionalText(input, "webhook_url", MAX_TEXT_LENGTH) ?? bank.webhookUrl();
  if (url === null || !/^https?:/i.test(url) || !URL.canParse(url)) throw invalid("webhook_url is required.");
  const event = { event: readText(input, "event", MAX_TEXT_LENGTH), data: readData(input, bank) };
  return { url, body: JSON.stringify(event), fault: { tamper, ...(signature === undefined ? {} : { signature }) } };
}

/** An array is sent as it is; members of an object are put over those of the subject, then `omit` takes some away. */
function readData(input: JsonObject, bank: PaystackBank): unknown {
  const { data: members = {}, omit = [] } = input;
  if (Array.isArray(members)) return members;
  if (!isJsonObject(members)) throw invalid("data must be an object or an array.");
  if (!Array.isArray(omit)) throw invalid("omit must be an array of names.");
  const data = Object.entries({ ...subjectData(input, bank), ...members });
  return Object.fromEntries(data.filter(([name]) => !omit.includes(name)));
}

/** The transaction or refund that the event is about; neither is needed when `data` says it all. */
function subjectData(input: JsonObject, bank: PaystackBank): JsonObject {
  if (input.refund_id !== undefined) {
    const { refund, transaction } = getRefund(String(input.refund_id), bank);
    return toRefundEventData(refund, transaction, bank.quirks());
  }
  return input.reference === undefined ? {} : toChargeEventData(getTransaction(input.reference, bank), bank);
}
