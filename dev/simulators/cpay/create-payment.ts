import {
  invalid,
  isJsonObject,
  type JsonObject,
  readAmountMinor,
  readOptionalText,
  readText,
} from "../support/json-input.ts";
import type { Decision } from "./idempotency.ts";
import type { Change, Payment } from "./model.ts";
import { type PaymentScript, paymentScript, SLOW_ANSWER_MS } from "./payment-script.ts";
import { announcePayment, nowSeconds } from "./settle.ts";
import type { CpayView } from "./view.ts";
import { newId, toErrorBody, toPaymentBody } from "./wire.ts";

const MAX_REFERENCE_LENGTH = 200;
const MAX_TEXT_LENGTH = 1_000;
const MAX_URL_LENGTH = 2_048;

/** Decides `POST /v1/payments`: validates the order, then lets the customer's magic address say what becomes of it. */
export function decideCreatePayment(input: JsonObject, view: CpayView): Decision {
  const customer = readCustomer(input);
  const script = paymentScript(customer?.email);
  const payment = readPayment(input, customer, script, nowSeconds(view));
  if (script.refusal !== null) {
    const { code, message } = script.refusal;
    return { changes: [], answer: { status: 402, body: toErrorBody(code, message) } };
  }
  const steps = script.steps.map(({ afterMs, ...step }): Change => {
    const subject = { kind: "payment", id: payment.id } as const;
    return { put: "step", value: { ...step, id: newId("step"), at: view.clock() + afterMs, subject } };
  });
  const changes: Change[] = [{ put: "payment", value: payment }, ...announcePayment(payment, view), ...steps];
  const answer = { status: 201, body: toPaymentBody(payment, view.origin()) };
  if (script.mishap === "slow") return { changes, answer, reply: { ...answer, holdMs: SLOW_ANSWER_MS } };
  if (script.mishap === "error") {
    const body = toErrorBody("internal", "Something went wrong after the payment was made.");
    return { changes, answer, reply: { status: 500, body } };
  }
  return { changes, answer };
}

function readPayment(input: JsonObject, customer: JsonObject | null, script: PaymentScript, created: number): Payment {
  return {
    id: newId("cp"),
    reference: readText(input, "reference", MAX_REFERENCE_LENGTH),
    amount: readAmountMinor(input, "amount"),
    currency: readCurrency(input),
    status: script.start,
    failure: script.failure,
    description: readOptionalText(input, "description", MAX_TEXT_LENGTH),
    customer,
    callback_url: readCallbackUrl(input),
    return_url: readUrl(input, "return_url"),
    created,
    silent: script.silent,
    misreports: script.misreports,
  };
}

function readCurrency(input: JsonObject): string {
  const currency = readText(input, "currency", 3);
  if (!/^[A-Z]{3}$/.test(currency)) throw invalid("currency must be three capital letters (ISO 4217).");
  return currency;
}

function readCustomer(input: JsonObject): JsonObject | null {
  const customer = input.customer ?? null;
  if (customer === null) return null;
  if (!isJsonObject(customer)) throw invalid("customer must be an object.");
  for (const member of ["id", "email", "phone", "name"]) readOptionalText(customer, member, MAX_TEXT_LENGTH);
  return customer;
}

function readUrl(input: JsonObject, name: string): string | null {
  const url = readOptionalText(input, name, MAX_URL_LENGTH);
  if (url !== null && !URL.canParse(url)) throw invalid(`${name} must be an absolute URL.`);
  return url;
}

function readCallbackUrl(input: JsonObject): string | null {
  const url = readUrl(input, "callback_url");
  if (url !== null && !/^https?:/i.test(url)) throw invalid("callback_url must be http or https.");
  return url;
}
