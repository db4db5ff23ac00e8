import { currencyExponent } from "./currency-exponent.ts";

/** Minor units as plain decimal text, exactly: 100050 KES is "1000.50". */
export function toDecimalText(amountMinor: number, currency: string): string {
  const exponent = currencyExponent(currency);
  const sign = amountMinor < 0 ? "-" : "";
  const digits = String(Math.abs(amountMinor)).padStart(exponent + 1, "0");
  if (exponent === 0) return sign + digits;
  return `${sign}${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
}

/** Minor units as money in the viewer's language, with all decimals of the currency. Never goes through a float. */
export function formatMoney(amountMinor: number, currency: string, locale?: string): string {
  const exponent = currencyExponent(currency);
  const format = new Intl.NumberFormat(locale, {
    style: "currency",
    currency,
    currencyDisplay: "code",
    minimumFractionDigits: exponent,
    maximumFractionDigits: exponent,
  });
  return format.format(toDecimalText(amountMinor, currency) as Intl.StringNumericLiteral);
}

/** The same in few characters, for axes and tiles: "KES 1.2M". */
export function formatMoneyShort(amountMinor: number, currency: string, locale?: string): string {
  const format = new Intl.NumberFormat(locale, {
    style: "currency",
    currency,
    currencyDisplay: "code",
    notation: "compact",
    maximumFractionDigits: 1,
    minimumFractionDigits: 0,
  });
  return format.format(toDecimalText(amountMinor, currency) as Intl.StringNumericLiteral);
}

/** What somebody typed as an amount, as minor units; null when it is none or has more decimals than the currency. */
export function parseAmount(text: string, currency: string): number | null {
  const exponent = currencyExponent(currency);
  const match = /^([0-9]{1,15})(?:\.([0-9]+))?$/.exec(text.trim());
  const [, whole = "", decimals = ""] = match ?? [];
  if (match === null || decimals.length > exponent) return null;
  const amountMinor = Number(whole + decimals.padEnd(exponent, "0"));
  return Number.isSafeInteger(amountMinor) ? amountMinor : null;
}
