import { hostedPageReply } from "../support/hosted-page.ts";
import { invalid, type JsonObject, parseJsonObject } from "../support/json-input.ts";
import { Refusal } from "../support/refusal.ts";
import type { Reply } from "../support/reply.ts";
import type { Route, SimulatorRequest } from "../support/router.ts";
import type { WebhookPoster } from "../support/webhook-poster.ts";
import type { DarajaBank } from "./bank.ts";
import { payByHand } from "./c2b.ts";
import { endPrompt } from "./end-prompt.ts";
import { normalisePhone, textOf } from "./fields.ts";
import { renderIndex, renderPayForm, renderPhone, renderUnknownPhone } from "./phone-page.ts";

/** How a prompt ends when its owner presses this. */
const PRESSES = { approve: "0", cancel: "1032", "wrong-pin": "2001", "no-funds": "1", ignore: "1037" } as const;
/** The one PIN that is always wrong; all others are right. */
const WRONG_PIN = "0000";
/** How long a phone without a prompt waits before it looks again. */
const REFRESH_SECONDS = "2";
const MAX_SHILLINGS = 250_000;

/** The customer's side: every phone has a page, on which its owner answers prompts and pays by hand. */
export function phoneRoutes(bank: DarajaBank, poster: WebhookPoster): Route[] {
  const presses = Object.entries(PRESSES).map(([name, code]): Route => {
    return { method: "POST", pattern: `/phone/:id/${name}`, handle: (request) => takePress(bank, request, code) };
  });
  return [
    { method: "GET", pattern: "/", handle: () => hostedPageReply(200, renderIndex(bank)) },
    {
      method: "GET",
      pattern: "/phone",
      handle: ({ query }) => toPage(normalisePhone(query.get("number") ?? "")),
    },
    { method: "GET", pattern: "/phone/:id", handle: ({ id }) => showPhone(bank, id) },
    {
      method: "GET",
      pattern: "/phone/:id/pay",
      handle: ({ id }) => hostedPageReply(200, renderPayForm(readPhone(id), bank)),
    },
    { method: "POST", pattern: "/phone/:id/pay", handle: (request) => pay(bank, poster, request) },
    {
      method: "POST",
      pattern: "/_sim/c2b",
      handle: async ({ rawBody }) => {
        const input = parseJsonObject(rawBody);
        const outcome = await payByHand(readOrder(input, textOf(input, "phone"), bank), bank, poster);
        return { status: 200, body: outcome };
      },
    },
    ...presses,
  ];
}

function showPhone(bank: DarajaBank, id: string): Reply {
  const phone = normalisePhone(decodeURIComponent(id));
  if (phone === null) return hostedPageReply(404, renderUnknownPhone());
  const reply = hostedPageReply(200, renderPhone(phone, bank));
  if (bank.ledger.openPrompt(phone) !== undefined) return reply;
  return { ...reply, headers: { ...reply.headers, refresh: REFRESH_SECONDS } };
}

/** A form is sent back to the page, which shows what there is; a program gets JSON and real statuses. */
function takePress(bank: DarajaBank, request: SimulatorRequest, code: string): Reply {
  const phone = readPhone(request.id);
  const prompt = bank.ledger.openPrompt(phone);
  const wrong = code === "0" && textOf(readForm(request), "pin") === WRONG_PIN;
  if (prompt !== undefined) bank.commit(endPrompt(prompt, wrong ? PRESSES["wrong-pin"] : code, bank));
  if (!asksJson(request)) return toPage(phone);
  if (prompt === undefined) throw new Refusal(409, "invalid_state", `${phone} has no open prompt.`);
  return { status: 200, body: bank.ledger.prompts.get(prompt.id) };
}

async function pay(bank: DarajaBank, poster: WebhookPoster, request: SimulatorRequest): Promise<Reply> {
  const phone = readPhone(request.id);
  const outcome = await payByHand(readOrder(readForm(request), phone, bank), bank, poster);
  return asksJson(request) ? { status: 200, body: outcome } : toPage(phone);
}

function readOrder(input: JsonObject, phoneText: string, bank: DarajaBank) {
  const amount = Number(textOf(input, "amount"));
  if (!Number.isInteger(amount) || amount < 1 || amount > MAX_SHILLINGS) {
    throw invalid(`amount must be whole shillings from 1 to ${MAX_SHILLINGS}.`);
  }
  const shortCode = textOf(input, "short_code") || bank.merchant.shortcode;
  return { phone: readPhone(phoneText), amount, account: textOf(input, "account"), shortCode };
}

function readPhone(text: string): string {
  const phone = normalisePhone(decodeURIComponent(text));
  if (phone === null) throw invalid("The phone must look like 254712345678.");
  return phone;
}

function readForm(request: SimulatorRequest): JsonObject {
  const type = request.headers["content-type"] ?? "";
  if (type.startsWith("application/json")) return parseJsonObject(request.rawBody);
  return Object.fromEntries(new URLSearchParams(request.rawBody.toString("utf8")));
}

function asksJson(request: SimulatorRequest): boolean {
  return (request.headers.accept ?? "").includes("application/json");
}

function toPage(phone: string | null): Reply {
  return { status: 303, headers: { location: phone === null ? "/" : `/phone/${phone}` } };
}
