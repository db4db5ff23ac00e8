/** ISO 4217 currencies whose minor unit is not a hundredth. Intl follows CLDR, which differs (it gives LBP none). */
const EXPONENTS = new Map<string, number>([
  ...["BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG"].map((code) => [code, 0] as const),
  ...["RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF"].map((code) => [code, 0] as const),
  ...["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"].map((code) => [code, 3] as const),
  ...["CLF", "UYW"].map((code) => [code, 4] as const),
]);

/** An amount in minor units for people to read: `KES 1,234.50`, `JPY 500`, `KWD 1.234`. A provider may count in its own exponent. */
export function formatMoney(
  amountMinor: number,
  currency: string,
  exponent: number = EXPONENTS.get(currency) ?? 2,
): string {
  const digits = String(amountMinor).padStart(exponent + 1, "0");
  const whole = digits.slice(0, digits.length - exponent).replace(/\B(?=(\d{3})+$)/g, ",");
  const fraction = digits.slice(digits.length - exponent);
  return `${currency} ${exponent === 0 ? whole : `${whole}.${fraction}`}`;
}
