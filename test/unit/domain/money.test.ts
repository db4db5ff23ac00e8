import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CURRENCIES, findCurrencyExponent } from "../../../src/domain/currency.ts";
import {
  addMinor,
  formatAmount,
  type MinorUnits,
  parseAmount,
  subtractMinor,
  toMajorNumber,
} from "../../../src/domain/money.ts";

const MAX = 10 ** 15 - 1;
const minorUnits = fc.oneof(
  fc.integer({ min: 0, max: MAX }),
  fc.integer({ min: 0, max: 1_000 }),
) as fc.Arbitrary<MinorUnits>;
const currency = fc.constantFrom(...CURRENCIES);

/** Parses as a bank would by hand: exact, on integers of any size. */
function parseWithBigInt(text: string, exponent: number): bigint {
  const [whole = "", decimals = ""] = text.split(".");
  return BigInt(whole) * 10n ** BigInt(exponent) + BigInt(decimals.padEnd(exponent, "0") || "0");
}

describe("amounts", () => {
  it.each(["JPY", "KES", "KWD", "CLF"])(
    "of %s come back from their text as they went, to the last minor unit",
    (code) => {
      fc.assert(
        fc.property(minorUnits, (amount) => {
          const parsed = parseAmount(formatAmount(amount, code), code);
          expect(parsed).toEqual(
            amount === 0 ? { ok: false, fault: "not_positive" } : { ok: true, amountMinor: amount },
          );
        }),
        { numRuns: 500 },
      );
    },
  );

  it("come back from their text in every currency there is", () => {
    for (const code of CURRENCIES) {
      for (const amount of [1, 9, 10, 99, 100, 101, 99_999, 123_456_789, MAX - 1, MAX] as MinorUnits[]) {
        expect(parseAmount(formatAmount(amount, code), code), `${amount} ${code}`).toEqual({
          ok: true,
          amountMinor: amount,
        });
      }
    }
  });

  it("are parsed without the drift of floating point, whatever decimals they have", () => {
    fc.assert(
      fc.property(currency, fc.bigInt({ min: 0n, max: 10n ** 11n - 1n }), fc.nat(9_999), (code, whole, fraction) => {
        const exponent = findCurrencyExponent(code) ?? 0;
        const decimals = String(fraction).padStart(4, "0").slice(0, exponent);
        const text = decimals === "" ? String(whole) : `${whole}.${decimals}`;
        const exact = parseWithBigInt(text, exponent);
        const parsed = parseAmount(text, code);
        expect(parsed).toEqual(
          exact === 0n ? { ok: false, fault: "not_positive" } : { ok: true, amountMinor: Number(exact) },
        );
      }),
      { numRuns: 2_000 },
    );
  });

  it("are shown as numbers that print as their exact text", () => {
    fc.assert(
      fc.property(minorUnits, currency, (amount, code) => {
        const exponent = findCurrencyExponent(code) ?? 0;
        const shown = toMajorNumber(amount, code);
        // Read back by anyone who knows the exponent: the nearest double of 15 digits is never another amount.
        expect(shown.toFixed(exponent)).toBe(formatAmount(amount, code));
        expect(JSON.parse(JSON.stringify(shown))).toBe(shown);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ["1000.00", "KES", 100_000],
    ["1000", "KES", 100_000],
    ["0.01", "KES", 1],
    ["0.1", "KES", 10],
    ["1000", "JPY", 1_000],
    ["1.005", "KWD", 1_005],
    ["0.0001", "CLF", 1],
    ["9999999999999.99", "KES", MAX],
    ["999999999999999", "JPY", MAX],
    ["-0.00", "KES", "not_positive"],
    ["0", "KES", "not_positive"],
    ["0.00", "KES", "not_positive"],
    ["-1", "KES", "not_positive"],
    ["-0.01", "KES", "not_positive"],
    ["1.001", "KES", "too_many_decimals"],
    ["1.000", "KES", "too_many_decimals"],
    ["1.0", "JPY", "too_many_decimals"],
    ["10000000000000.00", "KES", "too_large"],
    ["1000000000000000", "JPY", "too_large"],
    ["9".repeat(400), "JPY", "too_large"],
    ["1e3", "KES", "not_a_decimal"],
    ["1E3", "KES", "not_a_decimal"],
    ["+1", "KES", "not_a_decimal"],
    ["01", "KES", "not_a_decimal"],
    ["00.01", "KES", "not_a_decimal"],
    ["1.", "KES", "not_a_decimal"],
    [".5", "KES", "not_a_decimal"],
    ["", "KES", "not_a_decimal"],
    [" 1", "KES", "not_a_decimal"],
    ["1 ", "KES", "not_a_decimal"],
    ["1\n", "KES", "not_a_decimal"],
    ["1,000.00", "KES", "not_a_decimal"],
    ["1_000", "KES", "not_a_decimal"],
    ["0x10", "KES", "not_a_decimal"],
    ["NaN", "KES", "not_a_decimal"],
    ["Infinity", "KES", "not_a_decimal"],
    ["١٢", "KES", "not_a_decimal"],
    ["1.2.3", "KES", "not_a_decimal"],
    ["1", "XXX", "unknown_currency"],
    ["1", "kes", "unknown_currency"],
    ["1", "", "unknown_currency"],
  ] as const)("%j %s reads as %j", (text, code, expected) => {
    const parsed = parseAmount(text, code);
    expect(parsed.ok ? parsed.amountMinor : parsed.fault).toBe(expected);
  });

  it("never read as anything but a positive whole number of at most 15 digits, whatever the text", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.double().map(String), fc.bigInt().map(String)), currency, (text, code) => {
        const parsed = parseAmount(text, code);
        if (parsed.ok)
          expect(Number.isInteger(parsed.amountMinor) && parsed.amountMinor > 0 && parsed.amountMinor <= MAX).toBe(
            true,
          );
        else expect(parsed.fault).not.toBe("unknown_currency");
      }),
      { numRuns: 3_000 },
    );
  });
});

describe("sums of amounts", () => {
  it("are those of integers of any size", () => {
    fc.assert(
      fc.property(fc.array(minorUnits, { maxLength: 8 }), (amounts) => {
        const exact = amounts.reduce((sum, amount) => sum + BigInt(amount), 0n);
        expect(BigInt(addMinor(...amounts))).toBe(exact);
      }),
    );
  });

  it("throw before they would become inexact", () => {
    const many = Array.from({ length: 10 }, () => MAX as MinorUnits);
    expect(() => addMinor(...many)).toThrow(RangeError);
    expect(addMinor()).toBe(0);
  });

  it("are never less than nothing once something is taken away", () => {
    fc.assert(
      fc.property(minorUnits, minorUnits, (from, amount) => {
        expect(subtractMinor(from, amount)).toBe(from > amount ? from - amount : 0);
      }),
    );
  });
});
