import { createHash } from "node:crypto";
import type { Transaction } from "./model.ts";
import type { PaystackView } from "./view.ts";

/** What Paystack keeps of a payment whose fees the merchant bears: 2.9 %, rounded up. */
const FEE_PER_MILLE = 29;
/** The merchant's own number, on everything that Paystack sends. */
export const INTEGRATION = 463433;

/** The body of every answer that is no error. */
export function toEnvelope(message: string, data: unknown, meta?: unknown): Record<string, unknown> {
  return { status: true, message, data, ...(meta === undefined ? {} : { meta }) };
}

/** True once money has been taken, given back since or not. */
export function isPaid({ status }: Transaction): boolean {
  return status === "success" || status === "reversed";
}

/** What the customer has paid or is to pay, in subunits: more than was asked when fees are on top. */
export function amountPaid(transaction: Transaction): number {
  return transaction.requested_amount + transaction.surcharge;
}

/** What a customer who bears the fees pays on top, in subunits. */
export function feesOf(amount: number): number {
  return Math.ceil((amount * FEE_PER_MILLE) / 1_000);
}

/** A transaction as `verify`, `POST /charge` and refunds show it (facts, section 3). */
export function toTransactionBody(transaction: Transaction, view: PaystackView): Record<string, unknown> {
  const paid = isPaid(transaction);
  const lie = paid && transaction.misreports ? (transaction.requested_amount > 1 ? -1 : 1) : 0;
  const created = toTime(transaction.created_at);
  const paidAt = transaction.paid_at === null ? null : toTime(transaction.paid_at);
  return {
    id: transaction.id,
    domain: "test",
    status: transaction.status,
    reference: transaction.reference,
    receipt_number: transaction.channel === "mobile_money" && paid ? String(transaction.id % 1e10) : null,
    amount: (paid ? amountPaid(transaction) : transaction.requested_amount) + lie,
    message: transaction.charge === null || !paid ? null : "madePayment",
    gateway_response: transaction.gateway_response,
    paid_at: paidAt,
    created_at: created,
    channel: transaction.channel,
    currency: transaction.currency,
    ip_address: "127.0.0.1",
    metadata: toMetadata(transaction.metadata, view),
    log: paid ? { start_time: seconds(transaction), time_spent: 9, attempts: 1, errors: 0, success: true } : null,
    fees: paid ? transaction.surcharge || feesOf(transaction.requested_amount) : null,
    fees_split: null,
    authorization: paid ? toAuthorization(transaction) : {},
    customer: toCustomer(transaction),
    plan: null,
    split: {},
    order_id: null,
    paidAt,
    createdAt: created,
    requested_amount: transaction.requested_amount + lie,
    pos_transaction_data: null,
    source: null,
    fees_breakdown: null,
    connect: null,
    transaction_date: created,
    plan_object: {},
    subaccount: {},
  };
}

/** The customer that Paystack has made of an e-mail address; the same address is the same customer. */
export function toCustomer({ email, charge }: Transaction): Record<string, unknown> {
  const digest = createHash("sha256").update(email.toLowerCase()).digest();
  return {
    id: digest.readUInt32BE(0),
    first_name: null,
    last_name: null,
    email,
    customer_code: `CUS_${digest.toString("hex", 4, 12)}`,
    phone: charge?.phone ?? null,
    metadata: null,
    risk_action: "default",
    international_format_phone: null,
  };
}

/** The one notation of time in Paystack's JSON. */
export function toTime(ms: number): string {
  return new Date(ms).toISOString();
}

/** Mobile money has a card's members with odd contents, numbers among them; a card has strings (facts, section 4). */
function toAuthorization({ id, channel, charge, currency }: Transaction): Record<string, unknown> {
  const common = { authorization_code: `AUTH_${id.toString(36)}`, channel, signature: null, account_name: null };
  if (channel !== "mobile_money") {
    const card = { bin: "408408", last4: "4081", exp_month: "12", exp_year: "2030", card_type: "visa " };
    return { ...common, ...card, bank: "TEST BANK", country_code: "NG", brand: "visa", reusable: true };
  }
  const brand = charge?.provider ?? "mpesa";
  const country = currency === "GHS" ? "GH" : "KE";
  const wallet = { bin: "055XXX", last4: "X149", exp_month: 12, exp_year: 9999, card_type: "" };
  return { ...common, ...wallet, bank: brand, country_code: country, brand, reusable: false };
}

function toMetadata(metadata: unknown, view: PaystackView): unknown {
  switch (view.quirks().metadata) {
    case "given":
      return metadata ?? "";
    case "empty":
      return "";
    case "zero":
      return 0;
    case "null":
      return null;
    case "string":
      return typeof metadata === "string" ? metadata : JSON.stringify(metadata);
  }
}

function seconds({ created_at }: Transaction): number {
  return Math.floor(created_at / 1_000);
}
