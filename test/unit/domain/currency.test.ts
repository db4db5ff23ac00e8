import { describe, expect, it } from "vitest";
import { CURRENCIES, findCurrencyExponent } from "../../../src/domain/currency.ts";

/** ISO 4217, list one: the codes whose minor unit is not a hundredth. */
const NO_DECIMALS = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(" ");
const THREE_DECIMALS = "BHD IQD JOD KWD LYD OMR TND".split(" ");
const FOUR_DECIMALS = "CLF UYW".split(" ");
/** Some that people get wrong: two decimals by ISO, whatever is handed about in the street. */
const TWO_DECIMALS =
  "KES USD EUR NGN ZAR GHS TZS HUF IDR COP MGA MRU CVE PKR LAK MMK IRR KPW SLE ZWG VED XCG XCD".split(" ");

describe("currencies", () => {
  it.each([
    [0, NO_DECIMALS],
    [2, TWO_DECIMALS],
    [3, THREE_DECIMALS],
    [4, FOUR_DECIMALS],
  ] as const)("with %i decimals are what ISO 4217 says", (exponent, codes) => {
    expect(codes.filter((code) => findCurrencyExponent(code) !== exponent)).toEqual([]);
  });

  it("have two decimals unless ISO 4217 says otherwise", () => {
    const special = new Set([...NO_DECIMALS, ...THREE_DECIMALS, ...FOUR_DECIMALS]);
    expect(CURRENCIES.filter((code) => !special.has(code) && findCurrencyExponent(code) !== 2)).toEqual([]);
  });

  it("are all that are in use: every one the platform's own data calls legal tender today", () => {
    const today = ["USD", "EUR", "GBP", "KES", "UGX", "TZS", "RWF", "ETB", "NGN", "GHS", "ZAR", "EGP", "XOF", "XAF"];
    const missing = [...today, ...TWO_DECIMALS].filter((code) => !CURRENCIES.includes(code));
    expect(missing).toEqual([]);
  });

  it("are listed once each, sorted, as three capital letters", () => {
    expect(new Set(CURRENCIES).size).toBe(CURRENCIES.length);
    expect([...CURRENCIES].sort()).toEqual([...CURRENCIES]);
    expect(CURRENCIES.filter((code) => !/^[A-Z]{3}$/.test(code))).toEqual([]);
    expect(CURRENCIES.length).toBeGreaterThan(160);
  });

  it.each(["XXX", "XAU", "XTS", "DEM", "usd", "US", "USDT", "", "__proto__", "constructor"])(
    "do not include %j",
    (code) => {
      expect(findCurrencyExponent(code)).toBeNull();
    },
  );
});
