import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromShillings, isWholeShillings, toShillings } from "../../../../src/providers/mpesa/shillings.ts";

const MAX_SHILLINGS = 1_000_000_000;

describe("shillings", () => {
  it("come back as the cents they were", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: MAX_SHILLINGS }), (shillings) => {
        expect(toShillings(shillings * 100)).toBe(shillings);
        expect(fromShillings(toShillings(shillings * 100))).toBe(shillings * 100);
      }),
    );
  });

  it("are never made of a fraction", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: MAX_SHILLINGS }), fc.integer({ min: 1, max: 99 }), (shillings, cents) => {
        expect(isWholeShillings(shillings * 100 + cents)).toBe(false);
        expect(() => toShillings(shillings * 100 + cents)).toThrow(RangeError);
      }),
    );
  });

  it("are read with their cents digit by digit, as number and as text", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 99_999_999 }), (cents) => {
        const text = `${Math.trunc(cents / 100)}.${String(cents % 100).padStart(2, "0")}`;
        expect(fromShillings(text)).toBe(cents);
        expect(fromShillings(Number(text))).toBe(cents);
      }),
    );
  });

  it.each([
    ["1000", 100_000],
    [1000, 100_000],
    ["1,000.5", 100_050],
    [" 10.00 ", 1_000],
    ["10.000", 1_000],
    ["0", 0],
  ])("reads %s", (written, cents) => {
    expect(fromShillings(written)).toBe(cents);
  });

  it.each([
    "",
    "-1",
    "1e3",
    "1.005",
    "KES 10",
    "NaN",
    ".5",
    Number.NaN,
    -1,
    1.005,
    1e21,
    null,
    undefined,
    {},
    [10],
    true,
  ])("takes %s for no amount", (written) => {
    expect(fromShillings(written)).toBeNull();
  });
});
