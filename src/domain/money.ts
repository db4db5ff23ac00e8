import { findCurrencyExponent } from "./currency.ts";

declare const minorUnits: unique symbol;
/** A whole, non-negative number of a currency's minor unit, at most 15 digits: exact as a JavaScript number. */
export type MinorUnits = number & { readonly [minorUnits]: true };

/** 15 digits: below 2^53, so that sums of two amounts and every JSON reader stay exact. */
export const MAX_MINOR_DIGITS = 15;

/** Why a text is not an amount of a currency. */
export type AmountFault = "not_a_decimal" | "too_many_decimals" | "not_positive" | "too_large" | "unknown_currency";

/** The outcome of parsing an amount: exact minor units, or the reason it was refused. */
export type ParsedAmount = { ok: true; amountMinor: MinorUnits } | { ok: false; fault: AmountFault };

const PLAIN_DECIMAL = /^-?(0|[1-9][0-9]*)(?:\.([0-9]+))?$/;

/**
 * Reads plain decimal text in major units ("1000.10") as minor units, digit by digit and without arithmetic on floats.
 * Zero, negative amounts, exponents, more decimals than the currency has and more than 15 digits are refused.
 */
export function parseAmount(text: string, currency: string): ParsedAmount {
  const exponent = findCurrencyExponent(currency);
  if (exponent === null) return { ok: false, fault: "unknown_currency" };
  const match = PLAIN_DECIMAL.exec(text);
  if (match === null) return { ok: false, fault: "not_a_decimal" };
  if (text.startsWith("-")) return { ok: false, fault: "not_positive" };
  const decimals = match[2] ?? "";
  if (decimals.length > exponent) return { ok: false, fault: "too_many_decimals" };
  const digits = `${match[1] ?? ""}${decimals.padEnd(exponent, "0")}`.replace(/^0+/, "");
  if (digits === "") return { ok: false, fault: "not_positive" };
  if (digits.length > MAX_MINOR_DIGITS) return { ok: false, fault: "too_large" };
  return { ok: true, amountMinor: Number(digits) as MinorUnits };
}

/** Zero of any currency. */
export const ZERO = 0 as MinorUnits;

/** The sum of amounts of one currency; throws past 2^53, which 15-digit amounts reach only by the thousand. */
export function addMinor(...amounts: readonly MinorUnits[]): MinorUnits {
  const sum = amounts.reduce<number>((total, amount) => total + amount, 0);
  if (!Number.isSafeInteger(sum)) throw new RangeError("sum of amounts is past what a number holds exactly");
  return sum as MinorUnits;
}

/** What is left of an amount after another is taken away, never below zero. */
export function subtractMinor(from: MinorUnits, amount: MinorUnits): MinorUnits {
  return Math.max(0, from - amount) as MinorUnits;
}

/** Exact decimal text in major units with all of the currency's decimals ("1000.10"; JPY "1000"). */
export function formatAmount(amountMinor: MinorUnits, currency: string): string {
  const exponent = findCurrencyExponent(currency) ?? 0;
  if (exponent === 0) return String(amountMinor);
  const digits = String(amountMinor).padStart(exponent + 1, "0");
  return `${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
}

/** The major-unit number of a response: the double nearest to the exact text, which prints as that text. */
export function toMajorNumber(amountMinor: MinorUnits, currency: string): number {
  return Number(formatAmount(amountMinor, currency));
}
