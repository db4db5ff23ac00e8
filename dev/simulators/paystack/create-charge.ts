import { isJsonObject, type JsonObject } from "../support/json-input.ts";
import type { Reply } from "../support/reply.ts";
import { newTransaction, readScript, toSteps } from "./create-transaction.ts";
import { withMishap } from "./customer-script.ts";
import { invalidParams, missingParams } from "./errors.ts";
import type { Change, Charge, ChargeStep, Transaction } from "./model.ts";
import { findPhoneScript } from "./phone-script.ts";
import { readOptional, readOrder } from "./read-params.ts";
import { settleTransaction } from "./settle.ts";
import type { Decision, PaystackView } from "./view.ts";
import { toEnvelope, toTransactionBody } from "./wire.ts";

/** The mobile-money providers, with the currency of their country; null where several have them. */
const PROVIDERS = new Map<string, string | null>([
  ["mpesa", "KES"],
  ["mpesa_offline", "KES"],
  ["mtn", null],
  ["atl", null],
  ["vod", "GHS"],
  ["tgo", "GHS"],
]);

/** Where a customer pays to with `mpesa_offline`: the paybill of the sample, whose account is a number. */
const PAYBILL = "4084333";

/** Where the money is while the charge waits for this step: with the customer's telephone company, or with the customer. */
const STATUS_OF_STEP: Readonly<Record<ChargeStep, string>> = {
  pay_offline: "pending",
  pending: "pending",
  timeout: "pending",
  open_url: "ongoing",
  send_otp: "ongoing",
  send_pin: "ongoing",
  send_phone: "ongoing",
  send_birthday: "ongoing",
  send_address: "ongoing",
};

const TEXTS: Partial<Readonly<Record<ChargeStep, string>>> = {
  pay_offline: "Please complete authorization process on your mobile phone",
  send_otp: "Please enter the OTP sent to your phone",
  send_pin: "Please enter your PIN",
  send_phone: "Please enter your phone number",
  send_birthday: "Please enter your birthday",
  send_address: "Please enter your address",
};

/** Decides `POST /charge`: the last digits of the phone say what comes next, else the customer's address. */
export function decideCharge(input: JsonObject, view: PaystackView): Decision<Reply> {
  const order = readOrder(input, view);
  const { kind, provider, phone } = readMethod(input, order.currency);
  const script = readScript(order);
  const plan = findPhoneScript(phone) ?? { step: "pay_offline", atOnce: script.atOnce, steps: script.steps };
  const members = {
    status: STATUS_OF_STEP[plan.step],
    channel: kind,
    charge: { kind, provider, phone, step: plan.step },
    gateway_response: "The transaction is being processed",
  };
  const transaction = newTransaction(order, script, members, view);
  const changes: Change[] =
    plan.atOnce === null
      ? [{ put: "transaction", value: transaction }, ...toSteps(transaction, plan.steps, view)]
      : settleTransaction(transaction, plan.atOnce.to, plan.atOnce.gateway_response, view);
  return { changes, answer: withMishap(chargeReply(lastState(changes, transaction), view), script.mishap, view) };
}

/** What `POST /charge`, its submissions and `GET /charge/{reference}` answer: what to do next, or the whole transaction. */
export function chargeReply(transaction: Transaction, view: PaystackView): Reply {
  const { charge, reference } = transaction;
  if (charge === null || transaction.status !== STATUS_OF_STEP[charge.step]) {
    const data = toTransactionBody(transaction, view);
    const failed = transaction.status === "failed" ? { message: transaction.gateway_response } : {};
    return { status: 200, body: toEnvelope("Charge attempted", { ...data, ...failed }) };
  }
  const text = TEXTS[charge.step];
  const data = {
    reference,
    status: charge.step,
    ...(text === undefined ? {} : { display_text: text }),
    ...(charge.step === "open_url" ? { url: `${view.origin()}/phone/${reference}` } : {}),
    ...(charge.provider === "mpesa_offline" ? { account_number: PAYBILL, account_reference: transaction.id } : {}),
    ...(charge.kind === "ussd" ? { ussd_code: `*${charge.provider}*000*${transaction.id % 10_000}#` } : {}),
  };
  return { status: 200, body: toEnvelope("Charge attempted", data) };
}

/** The transaction as the changes leave it. */
export function lastState(changes: readonly Change[], transaction: Transaction): Transaction {
  return changes.reduce((state, change) => (change.put === "transaction" ? change.value : state), transaction);
}

function readMethod(input: JsonObject, currency: string): Omit<Charge, "step"> {
  if (isJsonObject(input.ussd)) {
    const type = readOptional(input.ussd, "type");
    if (type === null) throw missingParams("ussd.type is required");
    return { kind: "ussd", provider: type, phone: null };
  }
  const wallet = input.mobile_money;
  if (!isJsonObject(wallet)) throw missingParams("A channel to charge is required, such as mobile_money");
  const [phone, provider] = [readOptional(wallet, "phone"), readOptional(wallet, "provider")];
  if (phone === null) throw missingParams("mobile_money.phone is required");
  if (provider === null) throw missingParams("mobile_money.provider is required");
  if (!/^\+?\d{9,15}$/.test(phone)) throw invalidParams("mobile_money.phone must have its country code");
  const home = PROVIDERS.get(provider);
  if (home === undefined) throw invalidParams("mobile_money.provider is not supported");
  if (home !== null && home !== currency) throw invalidParams(`${provider} does not support ${currency}`);
  return { kind: "mobile_money", provider, phone };
}
