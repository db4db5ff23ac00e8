import { hostedPageReply } from "../support/hosted-page.ts";
import { toWebAddress } from "../support/html.ts";
import { Refusal } from "../support/refusal.ts";
import type { Reply } from "../support/reply.ts";
import type { Route, SimulatorRequest } from "../support/router.ts";
import type { PaystackBank } from "./bank.ts";
import { renderCheckout, renderPhone, renderPhones, renderUnknownTransaction } from "./checkout-page.ts";
import { UNDECIDED } from "./customer-script.ts";
import { decodeReference } from "./decode-reference.ts";
import { transactionNotFound } from "./errors.ts";
import type { Transaction } from "./model.ts";
import { settleTransaction } from "./settle.ts";
import { isPaid, toEnvelope, toTransactionBody } from "./wire.ts";

interface Press {
  readonly to: string;
  readonly response: string;
}

/** What the hosted page's buttons do; a failed attempt can be followed by another under the same reference. */
const CHECKOUT_PRESSES: Readonly<Record<string, Press>> = {
  pay: { to: "success", response: "Successful" },
  fail: { to: "failed", response: "Declined" },
  leave: { to: "abandoned", response: "The transaction was not completed" },
};
const PHONE_PRESSES: Readonly<Record<string, Press>> = {
  approve: { to: "success", response: "Approved" },
  decline: { to: "failed", response: "Declined by the customer" },
  ignore: { to: "failed", response: "Transaction timed out" },
};
/** What the list of phones shows at most. */
const SHOWN_PHONES = 50;
/** Paying redirects to the shop, and the shop to wherever it likes. */
const FORM_TARGETS = "'self' http: https:";

/** The customer's side: the hosted page by its access code, the phone by the charge's reference. */
export function pageRoutes(bank: PaystackBank): Route[] {
  const find = {
    checkout: (code: string) => bank.ledger.findByAccessCode(code),
    phone: (reference: string) => bank.ledger.findByReference(decodeReference(reference)),
  };
  const press = (place: "checkout" | "phone", [name, does]: [string, Press]): Route => ({
    method: "POST",
    pattern: `/${place}/:id/${name}`,
    handle: (request) => takePress(bank, request, find[place](request.id), place, does),
  });
  return [
    { method: "GET", pattern: "/checkout/:id", handle: ({ id }) => showCheckout(bank, find.checkout(id)) },
    ...Object.entries(CHECKOUT_PRESSES).map((entry) => press("checkout", entry)),
    { method: "GET", pattern: "/phone", handle: () => hostedPageReply(200, renderPhones(waitingPhones(bank))) },
    { method: "GET", pattern: "/phone/:id", handle: ({ id }) => showPhone(find.phone(id)) },
    ...Object.entries(PHONE_PRESSES).map((entry) => press("phone", entry)),
  ];
}

/** Opening the page is the customer's first deed: an abandoned transaction becomes an ongoing one. */
function showCheckout(bank: PaystackBank, transaction: Transaction | undefined): Reply {
  if (transaction === undefined || transaction.charge !== null) return hostedPageReply(404, renderUnknownTransaction());
  const opened = transaction.status === "abandoned" ? { ...transaction, status: "ongoing" } : transaction;
  if (opened !== transaction) bank.commit([{ put: "transaction", value: opened }]);
  const page = renderCheckout(opened, isOpen(opened, "checkout"), returnAddress(opened));
  return hostedPageReply(200, page, FORM_TARGETS);
}

function showPhone(transaction: Transaction | undefined): Reply {
  if (transaction === undefined || transaction.charge === null) return hostedPageReply(404, renderUnknownTransaction());
  return hostedPageReply(200, renderPhone(transaction, isOpen(transaction, "phone")));
}

/** A form is sent on as a browser would be; a program gets JSON and real statuses. */
function takePress(
  bank: PaystackBank,
  request: SimulatorRequest,
  transaction: Transaction | undefined,
  place: "checkout" | "phone",
  press: Press,
): Reply {
  const asksJson = (request.headers.accept ?? "").includes("application/json");
  if (transaction === undefined || (transaction.charge === null) !== (place === "checkout")) {
    if (asksJson) throw transactionNotFound(bank.quirks());
    return hostedPageReply(404, renderUnknownTransaction());
  }
  const open = isOpen(transaction, place);
  // Leaving after a failed attempt leaves it failed.
  const changes = press.to !== "abandoned" || transaction.status !== "failed";
  if (open && changes) bank.commit(settleTransaction(transaction, press.to, press.response, bank));
  const after = bank.ledger.transactions.get(transaction.id) ?? transaction;
  if (!asksJson) return { status: 303, headers: { location: nextAddress(after, place, press) } };
  if (!open) throw new Refusal(409, "invalid_params", `The transaction is already ${transaction.status}`);
  return { status: 200, body: toEnvelope("Noted", toTransactionBody(after, bank)) };
}

function isOpen({ status }: Transaction, place: "checkout" | "phone"): boolean {
  return UNDECIDED.includes(status) || (place === "checkout" && status === "failed");
}

function nextAddress(transaction: Transaction, place: "checkout" | "phone", { to }: Press): string {
  const done = to === "abandoned" || isPaid(transaction);
  const shop = place === "checkout" && done ? returnAddress(transaction) : null;
  if (shop !== null) return shop;
  return place === "checkout" ? `/checkout/${transaction.access_code}` : `/phone/${transaction.reference}`;
}

/** `callback_url?trxref=…&reference=…`, if a browser may be sent there. */
function returnAddress({ callback_url, reference }: Transaction): string | null {
  const address = toWebAddress(callback_url);
  if (address === null) return null;
  const url = new URL(address);
  url.searchParams.set("trxref", reference);
  url.searchParams.set("reference", reference);
  return url.href;
}

function waitingPhones({ ledger }: PaystackBank): Transaction[] {
  const waiting = [...ledger.transactions.values()].filter((each) => each.charge !== null && isOpen(each, "phone"));
  return waiting.slice(-SHOWN_PHONES).reverse();
}
