import { randomBytes, randomInt } from "node:crypto";
import type { JsonObject } from "../support/json-input.ts";
import type { Deed, Happening, Mail, Simulator } from "../support/provider-traits.ts";
import { readAmount, readCurrency, readCustomer, readOptional, readText, refuse } from "./input.ts";
import type { FlutterwaveTables, Page, Payment } from "./model.ts";
import { toEventBody, toFlatEventBody } from "./wire.ts";

/** Flutterwave, running. */
export type Flutterwave = Simulator<FlutterwaveTables>;
/** Something that happens there. */
export type FlutterwaveHappening = Happening<FlutterwaveTables>;

/** Long enough for the answer to be out first, short enough not to be felt in a test. */
const AUTO_DELAY_MS = 300;
const MINUTE_MS = 60_000;
const MAX_SESSION_MINUTES = 1_440;
/** What the owner of a phone does by himself, by its last three digits. */
const PHONES: Readonly<Record<string, string>> = { "001": "pay", "002": "fail" };

/** A new page. The same `tx_ref` again is another page: Flutterwave does not mind. */
export function makePage(input: JsonObject, { clock }: Flutterwave): FlutterwaveHappening & { readonly page: Page } {
  const customer = readCustomer(input);
  const minutes = input.session_duration ?? MAX_SESSION_MINUTES;
  if (typeof minutes !== "number" || minutes < 1 || minutes > MAX_SESSION_MINUTES) {
    throw refuse("session_duration must be between 1 and 1440");
  }
  const page: Page = {
    id: randomBytes(10).toString("hex"),
    tx_ref: readText(input, "tx_ref"),
    amount: readAmount(input, "amount"),
    currency: readCurrency(input),
    redirect_url: readOptional(input, "redirect_url"),
    email: readText(customer, "email"),
    phone_number: readOptional(customer, "phonenumber"),
    closes_at: clock() + minutes * MINUTE_MS,
  };
  if (wordOf(page.email) === "refuse") throw refuse("This customer is not accepted.");
  const deeds = wordOf(page.email) === "auto" ? [later("pay-page", page.id)] : [];
  return { rows: [{ table: "page", row: page }], deeds, page };
}

/** A new prompt on a phone. */
export function makeCharge(
  input: JsonObject,
  { clock }: Flutterwave,
): FlutterwaveHappening & { readonly payment: Payment } {
  const email = readText(input, "email");
  const phone = readText(input, "phone_number");
  const currency = readCurrency(input);
  if (currency !== "KES") throw refuse("currency must be KES");
  if (!/^254[17]\d{8}$/.test(phone)) throw refuse("phone_number is not valid");
  if (wordOf(email) === "refuse") throw refuse("This customer is not accepted.");
  const amount = readAmount(input, "amount");
  const order = { tx_ref: readText(input, "tx_ref"), amount, currency, email, phone_number: phone };
  const payment = newPayment(order, "mpesa", "pending", clock());
  const deed = PHONES[phone.slice(-3)];
  const deeds = deed === undefined ? [] : [later(deed, payment.id)];
  return { rows: [{ table: "payment", row: payment }], deeds, payment };
}

/** Somebody tries to pay on a page: each try is a transaction. */
export function tryOnPage(page: Page, isGood: boolean, flutterwave: Flutterwave): FlutterwaveHappening {
  const isOver = paymentsOf(flutterwave, page.tx_ref).some(({ status }) => status === "successful");
  if (isOver || flutterwave.clock() >= page.closes_at) return { rows: [] };
  const payment = newPayment(page, "card", isGood ? "successful" : "failed", flutterwave.clock());
  return announce(payment, flutterwave);
}

/** The owner of a phone has decided. */
export function decide(payment: Payment, isGood: boolean, flutterwave: Flutterwave): FlutterwaveHappening {
  if (payment.status !== "pending") return { rows: [] };
  return announce({ ...payment, status: isGood ? "successful" : "failed" }, flutterwave);
}

/** The transactions of a reference, oldest first. */
export function paymentsOf({ book }: Flutterwave, reference: string): readonly Payment[] {
  return book.list("payment").filter(({ tx_ref }) => tx_ref === reference);
}

/** The magic word of a customer: the local part of the address, up to the first `+`. */
export function wordOf(email: string): string {
  return email.split(/[@+]/)[0] ?? "";
}

/** A number for a transaction or refund. */
export function newNumber(): string {
  return String(randomInt(1_000_000, 2_000_000_000));
}

function announce(payment: Payment, { clock }: Flutterwave): FlutterwaveHappening {
  const word = wordOf(payment.email);
  const body = word === "legacy" ? toFlatEventBody(payment) : toEventBody(payment, new Date(clock()));
  const mail: Mail[] = [{ type: "charge.completed", reference: payment.tx_ref, body: JSON.stringify(body) }];
  return { rows: [{ table: "payment", row: payment }], mail: word === "silent" ? [] : mail };
}

function newPayment(
  order: Pick<Page, "tx_ref" | "amount" | "currency" | "email" | "phone_number">,
  type: Payment["payment_type"],
  status: Payment["status"],
  now: number,
): Payment {
  const { tx_ref, amount, currency, email, phone_number } = order;
  return {
    id: newNumber(),
    flw_ref: `FLW${randomBytes(6).toString("hex").toUpperCase()}`,
    ...{ tx_ref, amount, currency, email, phone_number, status },
    payment_type: type,
    created_at: new Date(now).toISOString(),
  };
}

function later(name: string, subject: string): Deed {
  return { afterMs: AUTO_DELAY_MS, name, subject };
}
