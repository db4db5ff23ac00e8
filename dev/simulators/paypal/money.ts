import { isJsonObject } from "../support/json-input.ts";
import { Refusal } from "../support/refusal.ts";
import type { Money } from "./model.ts";

const CURRENCIES: readonly string[] =
  "AUD BRL CAD CHF CNY CZK DKK EUR GBP HKD HUF ILS JPY MXN MYR NOK NZD PHP PLN SEK SGD THB TWD USD".split(" ");
const WHOLE: readonly string[] = ["HUF", "JPY", "TWD"];
const HUNDRED = 100;

/** Reads money as strictly as PayPal: its currencies, and exactly their decimals. */
export function readMoney(value: unknown): Money {
  if (!isJsonObject(value)) throw new Refusal(400, "MISSING_REQUIRED_PARAMETER", "amount is required.");
  const { currency_code: currency, value: amount } = value;
  if (typeof currency !== "string" || !CURRENCIES.includes(currency)) {
    throw new Refusal(422, "CURRENCY_NOT_SUPPORTED", "Currency code is not supported.");
  }
  const pattern = WHOLE.includes(currency) ? /^\d{1,12}$/ : /^\d{1,12}\.\d{2}$/;
  if (typeof amount !== "string" || !pattern.test(amount)) {
    throw new Refusal(422, "DECIMAL_PRECISION", "The value has other decimals than its currency.");
  }
  if (Number(amount) === 0) throw new Refusal(422, "CANNOT_BE_ZERO_OR_NEGATIVE", "Must be greater than zero.");
  return { currency_code: currency, value: amount };
}

/** Money in the smallest parts of its currency, for sums and comparisons. */
export function partsOf({ currency_code, value }: Money): number {
  return WHOLE.includes(currency_code) ? Number(value) : Math.round(Number(value) * HUNDRED);
}

/** Smallest parts as money. */
export function toMoney(parts: number, currency: string): Money {
  return { currency_code: currency, value: WHOLE.includes(currency) ? String(parts) : (parts / HUNDRED).toFixed(2) };
}
