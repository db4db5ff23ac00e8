import type { WebhookFault } from "../support/fault-rule.ts";
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
import type { StripeBank } from "./bank.ts";
import { findBody } from "./expand.ts";
import { newId } from "./ids.ts";
import { rewriteObject } from "./rewrite-event.ts";
import { toDisputeBody } from "./wire.ts";

const MAX_TEXT_LENGTH = 2_048;

type Signing = Pick<WebhookFault, "age_seconds" | "signature">;

/** `/_sim/webhook-endpoint`: where events go; `/_sim/webhooks`: one signed event of any content, sent at once. */
export function webhookRoutes(
  bank: StripeBank,
  poster: WebhookPoster,
  sign: (body: string, fault: Signing) => Readonly<Record<string, string>>,
): Route[] {
  const showEndpoint = (): Reply => ({ status: 200, body: bank.endpoint() });
  return [
    { method: "GET", pattern: "/_sim/webhook-endpoint", handle: showEndpoint },
    {
      method: "POST",
      pattern: "/_sim/webhook-endpoint",
      handle: ({ rawBody }) => {
        const input = parseJsonObject(rawBody);
        const { url, api_version = bank.endpoint().api_version } = input;
        if (url !== null && !isWebAddress(url)) throw invalid("url must be an http or https URL, or null.");
        if (api_version !== null && typeof api_version !== "string") throw invalid("api_version must be text or null.");
        bank.commit([{ table: "endpoint", row: { id: "endpoint", url, api_version } }]);
        return showEndpoint();
      },
    },
    {
      method: "POST",
      pattern: "/_sim/webhooks",
      handle: ({ rawBody }) => send(parseJsonObject(rawBody)),
    },
  ];

  async function send(input: JsonObject): Promise<Reply> {
    const { tamper = false } = input;
    if (typeof tamper !== "boolean") throw invalid("tamper must be a boolean.");
    const url = input.url ?? bank.endpoint().url;
    if (!isWebAddress(url)) throw invalid("url is required: there is no webhook endpoint.");
    const { event, signing } = readEvent(input, bank);
    const text = JSON.stringify(event);
    const headers = sign(text, signing);
    const body = tamper ? rewriteObject(text, { tampered: true }) : text;
    const sent: unknown = JSON.parse(body);
    try {
      return { status: 200, body: { sent, headers, answer: await poster.post(url, body, headers) } };
    } catch (error) {
      const message = error instanceof Error ? error.message : "unknown";
      return { status: 200, body: { sent, headers, answer: null, error: message } };
    }
  }
}

function readEvent(input: JsonObject, bank: StripeBank): { event: JsonObject; signing: Signing } {
  const { age_seconds: age = 0, signature } = input;
  if (typeof age !== "number" || !Number.isInteger(age)) throw invalid("age_seconds must be an integer.");
  if (signature !== undefined && signature !== "wrong" && signature !== "two" && signature !== "none") {
    throw invalid("signature must be wrong, two or none.");
  }
  const previous = input.previous_attributes === undefined ? undefined : readMembers(input, "previous_attributes");
  const event = {
    id: readOptionalText(input, "event_id", MAX_TEXT_LENGTH) ?? newId("evt"),
    object: "event",
    api_version: bank.endpoint().api_version,
    created: Math.floor(bank.clock() / 1000) - age,
    livemode: false,
    pending_webhooks: 1,
    type: readText(input, "type", MAX_TEXT_LENGTH),
    request: { id: null, idempotency_key: null },
    data: {
      object: { ...findObject(input, bank), ...readMembers(input, "object") },
      ...(previous === undefined ? {} : { previous_attributes: previous }),
    },
    ...readMembers(input, "envelope"),
  };
  return { event, signing: { age_seconds: age, ...(signature === undefined ? {} : { signature }) } };
}

/** The object that the event is about, by its id; none is needed when `object` says it all. */
function findObject(input: JsonObject, bank: StripeBank): JsonObject {
  const id = readOptionalText(input, "object_id", MAX_TEXT_LENGTH);
  if (id === null) return {};
  const { find } = bank.draft();
  const dispute = find("dispute", id);
  const body = dispute === undefined ? findBody(id, find) : toDisputeBody(dispute);
  if (body === undefined) throw new Refusal(404, "resource_missing", `There is no ${id}.`);
  return body;
}

function readMembers(input: JsonObject, name: string): JsonObject {
  const value = input[name] ?? {};
  if (!isJsonObject(value)) throw invalid(`${name} must be an object.`);
  return value;
}

function isWebAddress(url: unknown): url is string {
  return typeof url === "string" && /^https?:/i.test(url) && URL.canParse(url);
}
