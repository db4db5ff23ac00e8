import { isJsonObject, type JsonObject } from "../support/json-input.ts";
import type { SimulatorRequest } from "../support/router.ts";
import { pathOf, textOf } from "./fields.ts";
import type { DarajaLedger } from "./ledger.ts";

const NAMES = [
  "AccountReference",
  "PhoneNumber",
  "PartyB",
  "OriginatorConversationID",
  "OriginalConversationID",
  "TransactionID",
  "CheckoutRequestID",
  "BillRefNumber",
  "Msisdn",
];

/** The names by which a fault rule may call what a request is about: references, phones, receipts, callback paths. */
export function referencesOf(request: SimulatorRequest, ledger: DarajaLedger): string[] {
  const body = parse(request.rawBody);
  const prompt = ledger.prompts.get(textOf(body, "CheckoutRequestID"));
  const payment = ledger.transactions.get(textOf(body, "TransactionID"));
  const urls = ["CallBackURL", "ResultURL"].map((name) => textOf(body, name)).filter((url) => URL.canParse(url));
  return [
    ...NAMES.map((name) => textOf(body, name)),
    ...urls.map(pathOf),
    ...(prompt === undefined ? [] : [prompt.account_reference, prompt.phone]),
    ...(payment === undefined ? [] : [payment.reference, payment.phone]),
  ].filter((reference) => reference !== "");
}

function parse(rawBody: Buffer): JsonObject {
  try {
    const body: unknown = JSON.parse(rawBody.toString("utf8"));
    return isJsonObject(body) ? body : {};
  } catch {
    return {};
  }
}
