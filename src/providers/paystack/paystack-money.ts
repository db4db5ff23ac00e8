import { findCurrencyExponent } from "../../domain/currency.ts";
import type { MinorUnits } from "../../domain/money.ts";

/** Currencies that may be asked for; which of them an account is enabled for, Paystack tells. */
export const PAYSTACK_CURRENCIES: readonly string[] = ["NGN", "GHS", "ZAR", "KES", "USD", "XOF"];

/** Paystack counts in hundredths whatever the currency: XOF, which has no minor unit by ISO 4217, too. */
const PAYSTACK_EXPONENT = 2;

/** Our minor units in Paystack's hundredths. */
export function toPaystackAmount(amountMinor: MinorUnits, currency: string): number {
  return amountMinor * 10 ** shiftOf(currency);
}

/** Paystack's hundredths in our minor units; a part of a unit stays visible as a fraction, which no amount of ours is. */
export function fromPaystackAmount(amount: number, currency: string): number {
  return amount / 10 ** shiftOf(currency.toUpperCase());
}

function shiftOf(currency: string): number {
  return PAYSTACK_EXPONENT - (findCurrencyExponent(currency) ?? PAYSTACK_EXPONENT);
}
