/** ISO 4217 currencies whose minor unit is not a hundredth. (What Intl says differs from ISO for some.) */
const OTHER_EXPONENTS: ReadonlyMap<string, number> = new Map(
  (
    [
      [0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"],
      [3, "BHD IQD JOD KWD LYD OMR TND"],
      [4, "CLF UYW"],
    ] as const
  ).flatMap(([exponent, codes]) => codes.split(" ").map((code) => [code, exponent] as const)),
);

/** Decimals of a currency's minor unit (JPY 0, KES 2, KWD 3). */
export function currencyExponent(currency: string): number {
  return OTHER_EXPONENTS.get(currency) ?? 2;
}
