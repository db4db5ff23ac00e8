import { findCurrencyExponent } from "../../domain/currency.ts";
import { formatAmount, type MinorUnits, parseAmount } from "../../domain/money.ts";
import type { JsonValue } from "../../lib/canonical-json.ts";

/** PayPal's currencies, where a minor unit is a hundredth unless ISO 4217 and PayPal agree on another. */
export const PAYPAL_CURRENCIES: readonly string[] =
  "AUD BRL CAD CHF CNY CZK DKK EUR GBP HKD HUF ILS JPY MXN MYR NOK NZD PHP PLN SEK SGD THB TWD USD".split(" ");

/** Currencies that have decimals by ISO 4217, and none at PayPal. */
const WHOLE_AT_PAYPAL: readonly string[] = ["HUF", "TWD"];

/** An amount of money on the wire. */
interface PaypalMoney {
  readonly currency_code: string;
  readonly value: string;
}

/** Whether PayPal can be asked for this amount: of some currencies it takes whole units only. */
export function isPaypalAmount(amountMinor: MinorUnits, currency: string): boolean {
  return !WHOLE_AT_PAYPAL.includes(currency) || amountMinor % 100 === 0;
}

/** Our minor units as PayPal writes them. */
export function toPaypalMoney(amountMinor: MinorUnits, currency: string): { readonly [name: string]: JsonValue } {
  const exact = formatAmount(amountMinor, currency);
  return { currency_code: currency, value: WHOLE_AT_PAYPAL.includes(currency) ? exact.replace(/\.00$/, "") : exact };
}

/**
 * PayPal's money in our minor units. What is no exact amount of the currency stays visible as a number that no amount of
 * ours is; null only where nothing was told.
 */
export function fromPaypalMoney(money: PaypalMoney | null): number | null {
  if (money === null) return null;
  const code = money.currency_code.toUpperCase();
  const parsed = parseAmount(money.value, code);
  if (parsed.ok) return parsed.amountMinor;
  const inexact = Number(money.value) * 10 ** (findCurrencyExponent(code) ?? 0);
  return Number.isFinite(inexact) ? inexact : null;
}
