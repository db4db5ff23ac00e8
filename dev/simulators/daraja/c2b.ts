import { isJsonObject, type JsonObject } from "../support/json-input.ts";
import { Refusal } from "../support/refusal.ts";
import type { Reply } from "../support/reply.ts";
import type { WebhookPoster } from "../support/webhook-poster.ts";
import type { DarajaBank } from "./bank.ts";
import { callbackHeaders } from "./callback.ts";
import { confirm, toC2bBody } from "./confirm.ts";
import { readCallbackUrl, readPhone, readShillings, readShortCode, readText, refuseField, textOf } from "./fields.ts";
import type { Registration, Transaction } from "./model.ts";
import { checkOwnShortCode } from "./operation-request.ts";
import { newMerchantRequestId, newReceipt } from "./wire.ts";

/** A payment that a customer makes at their own phone. */
interface HandPayment {
  readonly phone: string;
  readonly amount: number;
  readonly account: string;
  readonly shortCode: string;
}

/** What became of such a payment; `validation` is the merchant's ResultCode, or why there was none. */
interface HandPaymentOutcome {
  readonly accepted: boolean;
  readonly validation: string;
  readonly receipt: string | null;
}

const MAX_SHILLINGS = 250_000;
const MAX_REFERENCE_LENGTH = 20;
const ACCEPTED = "0";

/** `POST /mpesa/c2b/v1|v2/registerurl`: the addresses of a short code; with production's setting, once only. */
export function registerUrls(input: JsonObject, version: Registration["version"], bank: DarajaBank): Reply {
  const shortCode = readShortCode(input, "ShortCode");
  checkOwnShortCode(shortCode, bank);
  const responseType = textOf(input, "ResponseType");
  if (responseType !== "Completed" && responseType !== "Cancelled") throw refuseField("ResponseType");
  const value: Registration = {
    short_code: shortCode,
    response_type: responseType,
    confirmation_url: readCallbackUrl(input, "ConfirmationURL"),
    validation_url: readCallbackUrl(input, "ValidationURL"),
    version,
  };
  if (bank.settings().c2b_register_once && bank.ledger.registrations.has(shortCode)) {
    throw new Refusal(500, "500.003.1001", "Urls are already registered");
  }
  bank.commit([{ put: "registration", value }]);
  return { status: 200, body: { ...accepted(), ResponseDescription: "Success" } };
}

/** `POST /mpesa/c2b/v1|v2/simulate`: the sandbox's customer pays; the answer does not wait for validation. */
export function simulatePayment(input: JsonObject, bank: DarajaBank, poster: WebhookPoster): Reply {
  const shortCode = readShortCode(input, "ShortCode");
  checkOwnShortCode(shortCode, bank);
  const command = textOf(input, "CommandID");
  if (command !== "CustomerPayBillOnline" && command !== "CustomerBuyGoodsOnline") throw refuseField("CommandID");
  const amount = readShillings(input, "Amount");
  if (amount < 1 || amount > MAX_SHILLINGS) throw refuseField("Amount");
  const phone = readPhone(input, "Msisdn");
  const account =
    command === "CustomerBuyGoodsOnline" ? "" : readText(input, "BillRefNumber", [1, MAX_REFERENCE_LENGTH]);
  void payByHand({ phone, amount, account, shortCode }, bank, poster);
  return { status: 200, body: { ...accepted(), ResponseDescription: "Accept the service request successfully." } };
}

/**
 * A customer pays by hand: the merchant's validation is asked if it is enabled, and when it cannot be reached the
 * registered ResponseType decides; then the money moves and the confirmation is sent.
 */
export async function payByHand(
  order: HandPayment,
  bank: DarajaBank,
  poster: WebhookPoster,
): Promise<HandPaymentOutcome> {
  const payment: Transaction = {
    receipt: newReceipt(),
    direction: "debit",
    kind: "c2b",
    phone: order.phone,
    amount: order.amount,
    short_code: order.shortCode,
    reference: order.account,
    path: null,
    source: null,
    at: bank.clock(),
  };
  const registration = bank.ledger.registrations.get(order.shortCode);
  const verdict = await validate(payment, registration, bank, poster);
  if (!verdict.accepted) return { accepted: false, validation: verdict.validation, receipt: null };
  bank.commit([{ put: "transaction", value: payment }, ...confirm(payment, verdict.thirdPartyId, bank)]);
  return { accepted: true, validation: verdict.validation, receipt: payment.receipt };
}

async function validate(
  payment: Transaction,
  registration: Registration | undefined,
  bank: DarajaBank,
  poster: WebhookPoster,
): Promise<{ accepted: boolean; validation: string; thirdPartyId: string }> {
  const { c2b_validation: enabled, c2b_validation_timeout_ms: timeoutMs } = bank.settings();
  if (registration === undefined || !enabled) return { accepted: true, validation: "not asked", thirdPartyId: "" };
  const body = JSON.stringify(toC2bBody(payment, registration.version, { thirdPartyId: "", balance: "" }, bank));
  const headers = callbackHeaders(body, payment.short_code);
  const asked = poster.post(registration.validation_url, body, headers).catch(() => null);
  const answer = await Promise.race([asked, bank.sleep(timeoutMs).then(() => null)]);
  const said = parseAnswer(answer?.body ?? "");
  if (said === null) {
    return { accepted: registration.response_type === "Completed", validation: "unreachable", thirdPartyId: "" };
  }
  const code = textOf(said, "ResultCode");
  return { accepted: code === ACCEPTED, validation: code, thirdPartyId: textOf(said, "ThirdPartyTransID") };
}

/** An answer without a ResultCode is as good as none. */
function parseAnswer(text: string): JsonObject | null {
  try {
    const body: unknown = JSON.parse(text);
    return isJsonObject(body) && textOf(body, "ResultCode") !== "" ? body : null;
  } catch {
    return null;
  }
}

function accepted(): Record<string, string> {
  // Daraja's own spelling.
  return { OriginatorCoversationID: newMerchantRequestId(), ResponseCode: "0" };
}
