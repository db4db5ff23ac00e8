import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { MinorUnits } from "../../../../src/domain/money.ts";
import {
  findStripeAmountFault,
  fromStripeAmount,
  STRIPE_CURRENCIES,
  toStripeAmount,
} from "../../../../src/providers/stripe/stripe-money.ts";

const minor = (amount: number) => amount as MinorUnits;

describe("money at Stripe", () => {
  it.each([
    ["USD", 1_050, 1_050],
    ["KES", 100_000, 100_000],
    ["JPY", 500, 500],
    ["KWD", 1_230, 1_230],
    // Logically without decimals, but wanted with two zeros.
    ["UGX", 5, 500],
    ["ISK", 700, 70_000],
    // Two decimals in ISO 4217, none at Stripe.
    ["MGA", 300, 3],
    ["HUF", 1_050, 1_050],
    ["TWD", 800, 800],
  ])("%s %i is %i there, and back", (currency, ours, theirs) => {
    expect(toStripeAmount(minor(ours), currency)).toBe(theirs);
    expect(fromStripeAmount(theirs, currency.toLowerCase())).toBe(ours);
  });

  it.each([
    ["KWD", 1_234],
    ["BHD", 1],
    ["MGA", 150],
    ["UGX", 999_999_999_999_999],
  ])("%s %i cannot be told there, and is refused before it is", (currency, amount) => {
    expect(findStripeAmountFault(amount, currency)).toEqual(expect.any(String));
    expect(() => toStripeAmount(minor(amount), currency)).toThrow(RangeError);
  });

  it("of a part of our smallest unit stays a fraction, which agrees with no amount of ours", () => {
    expect(fromStripeAmount(150, "ugx")).toBe(1.5);
  });

  it("comes back as it was for every currency and amount that is taken", () => {
    fc.assert(
      fc.property(fc.constantFrom(...STRIPE_CURRENCIES), fc.integer({ min: 1, max: 10 ** 15 - 1 }), (code, amount) => {
        fc.pre(findStripeAmountFault(amount, code) === null);
        const told = toStripeAmount(minor(amount), code);
        expect(Number.isSafeInteger(told)).toBe(true);
        expect(fromStripeAmount(told, code.toLowerCase())).toBe(amount);
      }),
    );
  });

  it("is not offered in codes that nobody pays with, or that Stripe does not list", () => {
    for (const code of ["CLF", "USN", "UYW", "IQD", "LYD"]) expect(STRIPE_CURRENCIES).not.toContain(code);
    expect(STRIPE_CURRENCIES.length).toBeGreaterThan(130);
  });
});
