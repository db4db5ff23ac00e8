import { CURRENCIES, findCurrencyExponent } from "../../domain/currency.ts";
import type { MinorUnits } from "../../domain/money.ts";

/** Decimals of Stripe's smallest unit where they are not those of ISO 4217 (docs.stripe.com/currencies). */
const OWN_EXPONENTS: ReadonlyMap<string, number> = new Map([
  ["UGX", 2],
  ["ISK", 2],
  ["MGA", 0],
]);

/** Currencies whose last of three decimals has to be zero. */
const LAST_DIGIT_ZERO = new Set(["BHD", "JOD", "KWD", "OMR", "TND"]);

/**
 * Codes of ISO 4217 that cannot be asked for: funds, units of account and settlement codes, and currencies with three
 * decimals of which Stripe's page does not say in what unit it would take them.
 */
const NOT_TAKEN = new Set(["BOV", "CHE", "CHW", "CLF", "COU", "IQD", "LYD", "MXV", "USN", "UYI", "UYW"]);

/** Currencies that may be asked for; which of them an account is enabled for, Stripe tells. */
export const STRIPE_CURRENCIES: readonly string[] = CURRENCIES.filter((code) => !NOT_TAKEN.has(code));

/** Why Stripe cannot take exactly this amount, or null. */
export function findStripeAmountFault(amountMinor: number, currency: string): string | null {
  if (LAST_DIGIT_ZERO.has(currency) && amountMinor % 10 !== 0) {
    return `Stripe takes ${currency} with two decimals: the third must be 0.`;
  }
  const shift = shiftOf(currency);
  if (shift < 0 && amountMinor % 10 ** -shift !== 0) return `Stripe takes whole ${currency} only.`;
  // Far beyond any limit of Stripe's: in its smaller unit it would not even be a number that can be told exactly.
  if (!Number.isSafeInteger(amountMinor * 10 ** Math.max(0, shift))) return "Stripe takes no such amount.";
  return null;
}

/** Our minor units in Stripe's smallest unit. Throws on an amount that {@link findStripeAmountFault} finds fault with. */
export function toStripeAmount(amountMinor: MinorUnits, currency: string): number {
  if (findStripeAmountFault(amountMinor, currency) !== null) throw new RangeError("not exact at Stripe");
  const shift = shiftOf(currency);
  return shift < 0 ? amountMinor / 10 ** -shift : amountMinor * 10 ** shift;
}

/** Stripe's smallest unit in our minor units; a part of a unit stays visible as a fraction, which no amount of ours is. */
export function fromStripeAmount(amount: number, currency: string): number {
  const shift = shiftOf(currency.toUpperCase());
  return shift < 0 ? amount * 10 ** -shift : amount / 10 ** shift;
}

function shiftOf(currency: string): number {
  const iso = findCurrencyExponent(currency) ?? 2;
  return (OWN_EXPONENTS.get(currency) ?? iso) - iso;
}
