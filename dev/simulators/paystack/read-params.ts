import { isJsonObject, type JsonObject } from "../support/json-input.ts";
import { Refusal } from "../support/refusal.ts";
import { invalidParams, missingParams } from "./errors.ts";
import { newCode } from "./ids.ts";
import type { PaystackView } from "./view.ts";

const CHANNELS = new Set(
  "card bank ussd qr eft mobile_money bank_transfer apple_pay capitec_pay payattitude".split(" "),
);

/** What `initialize` and `charge` have in common, read and checked (facts, sections 2 and 3). */
export interface OrderParams {
  readonly email: string;
  readonly amount: number;
  readonly currency: string;
  readonly reference: string;
  readonly metadata: unknown;
}

/** Reads an order. Refuses with 400: `missing_params`, `invalid_params` or, for a used reference, `duplicate_reference`. */
export function readOrder(input: JsonObject, view: PaystackView): OrderParams {
  const email = readEmail(input.email);
  const amount = readAmount(input.amount);
  if (amount === null) throw missingParams("Amount is required");
  return {
    email,
    amount,
    currency: readCurrency(input.currency, view),
    reference: readReference(input.reference, view),
    metadata: readMetadata(input.metadata),
  };
}

/** Reads an integer of subunits, sent as a number or as digits; null when it is not there. */
export function readAmount(value: unknown): number | null {
  if (value === undefined || value === null || value === "") return null;
  const amount = typeof value === "string" && /^\d+$/.test(value) ? Number(value) : value;
  if (typeof amount === "number" && Number.isSafeInteger(amount) && amount > 0) return amount;
  throw invalidParams("Invalid Amount Sent. Amount should be a positive integer of the currency's subunit");
}

/** Reads a member that may be missing (then null), else a string. */
export function readOptional(input: JsonObject, name: string): string | null {
  const value = input[name] ?? null;
  if (value !== null && typeof value !== "string") throw invalidParams(`${name} must be a string`);
  return value;
}

/** Reads the address of the shop that the browser returns to. */
export function readCallbackUrl(input: JsonObject): string | null {
  const url = readOptional(input, "callback_url");
  if (url !== null && !URL.canParse(url)) throw invalidParams("callback_url must be a valid URL");
  return url;
}

/** Reads the channels that the hosted page offers; a card when none are given. */
export function readChannels(input: JsonObject): readonly string[] {
  const channels = input.channels ?? ["card"];
  if (!Array.isArray(channels)) throw invalidParams("channels must be an array");
  for (const channel of channels) {
    if (!CHANNELS.has(channel)) throw invalidParams(`${JSON.stringify(channel)} is not a valid channel`);
  }
  return channels;
}

function readEmail(value: unknown): string {
  if (value === undefined || value === null || value === "") throw missingParams("Email is required");
  if (typeof value === "string" && /^[^\s@]+@[^\s@]+$/.test(value)) return value;
  throw invalidParams("Invalid Email Address Passed");
}

function readCurrency(value: unknown, { currencies }: PaystackView): string {
  const currency = value ?? currencies[0];
  if (typeof currency === "string" && currencies.includes(currency)) return currency;
  throw invalidParams("Currency not supported by merchant");
}

function readReference(value: unknown, { ledger }: PaystackView): string {
  if (value === undefined || value === null || value === "") return newCode();
  if (typeof value !== "string" || !/^[A-Za-z0-9.=-]+$/.test(value)) {
    throw invalidParams("Invalid reference: only letters, digits, '-', '.' and '=' are allowed");
  }
  if (ledger.findByReference(value) === undefined) return value;
  throw new Refusal(400, "duplicate_reference", "Duplicate Transaction Reference");
}

function readMetadata(value: unknown): unknown {
  if (value === undefined || value === null || isJsonObject(value) || typeof value === "string") return value ?? null;
  throw invalidParams("metadata must be an object or a JSON string");
}
