import { invalid, isJsonObject, type JsonObject, parseJsonObject } from "../support/json-input.ts";
import { Refusal } from "../support/refusal.ts";
import type { Reply } from "../support/reply.ts";
import type { Route } from "../support/router.ts";
import type { WebhookPoster } from "../support/webhook-poster.ts";
import type { DarajaBank } from "./bank.ts";
import { callbackHeaders, rewriteCallback } from "./callback.ts";
import { textOf } from "./fields.ts";
import { renderResult } from "./result-callback.ts";
import { renderStkCallback } from "./stk-callback.ts";
import { toWireText } from "./wire.ts";

/** What a tester wants posted; see dev/simulators/daraja/README.md. */
interface Forgery {
  readonly url: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** `POST /_sim/callbacks`: one callback of any content to any address, at once and past all rules, and its answer. */
export function callbackRoutes(bank: DarajaBank, poster: WebhookPoster): Route[] {
  const send = async ({ url, body, headers }: Forgery): Promise<Reply> => {
    const sent = toJson(body);
    try {
      return { status: 200, body: { url, sent, answer: await poster.post(url, body, headers) } };
    } catch (error) {
      const reason = error instanceof Error ? error.message : "unknown";
      return { status: 200, body: { url, sent, answer: null, error: reason } };
    }
  };
  return [
    {
      method: "POST",
      pattern: "/_sim/callbacks",
      handle: ({ rawBody }) => send(readForgery(parseJsonObject(rawBody), bank)),
    },
  ];
}

function readForgery(input: JsonObject, bank: DarajaBank): Forgery {
  const { body: given, lie = {}, headers = {} } = input;
  if (!isJsonObject(lie)) throw invalid("lie must be an object.");
  if (!isJsonObject(headers)) throw invalid("headers must be an object.");
  const subject = readSubject(input, bank);
  const url = textOf(input, "url") || (subject?.url ?? "");
  if (!/^https?:/i.test(url) || !URL.canParse(url)) throw invalid("url is required.");
  const text = typeof given === "string" ? given : given === undefined ? subject?.body : JSON.stringify(given);
  if (text === undefined) throw invalid("body is required.");
  const body = Object.keys(lie).length === 0 ? text : rewriteCallback(text, lie);
  const extra = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
  return { url, body, headers: { ...callbackHeaders(body, bank.merchant.shortcode), ...extra } };
}

/** The address of a known prompt or operation, and what M-Pesa would post there for `result_code`. */
function readSubject(input: JsonObject, bank: DarajaBank): { url: string; body: string } | null {
  const code = textOf(input, "result_code") || "0";
  const promptId = textOf(input, "checkout_request_id");
  if (promptId !== "") {
    const prompt = bank.ledger.prompts.get(promptId);
    if (prompt === undefined) throw new Refusal(404, "not_found", `There is no prompt ${promptId}.`);
    return { url: prompt.callback_url, body: toWireText(renderStkCallback(prompt, code, bank)) };
  }
  const conversationId = textOf(input, "conversation_id");
  if (conversationId === "") return null;
  const operation = bank.ledger.findOperation(conversationId);
  if (operation === undefined) throw new Refusal(404, "not_found", `There is no conversation ${conversationId}.`);
  return { url: operation.result_url, body: toWireText(renderResult(operation, code, bank)) };
}

function toJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
