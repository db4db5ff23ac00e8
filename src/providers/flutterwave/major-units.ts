import { findCurrencyExponent } from "../../domain/currency.ts";
import { parseAmount } from "../../domain/money.ts";

/**
 * Flutterwave's major units, as number or text, in our minor units. What is no exact amount of the currency stays visible
 * as a number that no amount of ours is; null only where nothing was told.
 */
export function fromMajorUnits(amount: number | string | null, currency: string | null): number | null {
  if (amount === null || currency === null) return null;
  const code = currency.toUpperCase();
  const text = String(amount);
  // Text may carry more zeros than the currency has decimals.
  const parsed = parseAmount(text.includes(".") ? text.replace(/\.?0+$/, "") : text, code);
  if (parsed.ok) return parsed.amountMinor;
  const inexact = Number(text) * 10 ** (findCurrencyExponent(code) ?? 0);
  return Number.isFinite(inexact) ? inexact : null;
}
