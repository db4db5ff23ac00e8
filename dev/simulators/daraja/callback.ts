import { randomUUID } from "node:crypto";
import { isJsonObject, type JsonObject } from "../support/json-input.ts";
import type { OutgoingWebhook } from "../support/webhook-queue.ts";
import type { Callback, Change } from "./model.ts";
import type { DarajaView } from "./view.ts";
import { toWireText } from "./wire.ts";

/** The change that has a callback sent, `delayMs` from now. */
export function announce(
  callback: Pick<Callback, "type" | "url" | "subject" | "reference" | "aliases"> & { readonly body: unknown },
  view: DarajaView,
  delayMs = 0,
): Change {
  const value: Callback = {
    ...callback,
    id: randomUUID(),
    body: toWireText(callback.body),
    due: view.clock() + delayMs,
    state: "pending",
    attempts: 0,
    last_status: null,
  };
  return { put: "callback", value };
}

/** A callback for the queue, which swaps those of one payment or operation. */
export function toOutgoing({ id, type, url, body, subject, reference, aliases }: Callback): OutgoingWebhook {
  return { id, type, url, body, group: subject, reference, aliases };
}

/** The headers seen on the wire; only STK callbacks name the short code. */
export function callbackHeaders(body: string, shortCode: string): Readonly<Record<string, string>> {
  const headers = { "content-type": "application/json;charset=UTF-8" };
  return body.startsWith('{"Body"') ? { ...headers, businessshortcode: shortCode } : headers;
}

/**
 * Replaces what a callback says, wherever it says it: a name is looked for among the items of its lists (`Amount`,
 * `MpesaReceiptNumber`, `TransactionReceipt`), else it is a member (`ResultCode`, `CheckoutRequestID`, `TransAmount`).
 * `amount` stands for whatever the amount is called there.
 */
export function rewriteCallback(text: string, lie: JsonObject): string {
  const body: unknown = JSON.parse(text);
  if (!isJsonObject(body)) return text;
  if (isJsonObject(body.Body) && isJsonObject(body.Body.stkCallback)) {
    const told = rewriteMembers(body.Body.stkCallback, lie, "CallbackMetadata", "Item", "Name");
    return JSON.stringify({ Body: { ...body.Body, stkCallback: told } });
  }
  if (isJsonObject(body.Result)) {
    return JSON.stringify({ Result: rewriteMembers(body.Result, lie, "ResultParameters", "ResultParameter", "Key") });
  }
  return JSON.stringify(rewriteMembers(body, lie, "", "", ""));
}

function rewriteMembers(target: JsonObject, lie: JsonObject, holder: string, list: string, label: string): JsonObject {
  const container = target[holder];
  const items = isJsonObject(container) && Array.isArray(container[list]) ? container[list].filter(isJsonObject) : [];
  let members = target;
  let rewritten: JsonObject[] = items;
  for (const [name, value] of Object.entries(lie)) {
    const isMeant = (candidate: unknown): boolean =>
      candidate === name || (name === "amount" && /^(Amount|TransAmount|TransactionAmount)$/.test(String(candidate)));
    if (items.some((item) => isMeant(item[label]))) {
      rewritten = rewritten.map((item) => (isMeant(item[label]) ? { ...item, Value: value } : item));
    } else {
      members = { ...members, [Object.keys(target).find(isMeant) ?? name]: value };
    }
  }
  if (items.length === 0) return members;
  return { ...members, [holder]: { ...(container as JsonObject), [list]: rewritten } };
}
