import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { normalizePhone } from "../../../../src/providers/mpesa/phone.ts";

const PREFIXES = ["", "0", "254", "+254", "00254", "+254 (0) ", "+254-0", "254 0"];
const SEPARATORS = ["", " ", "-", ".", "/", " - ", "\u00a0", "\u2011", "\u2013"];

/** A mobile number without its country, such as 712345678. */
const national = fc
  .tuple(fc.constantFrom("7", "1"), fc.stringMatching(/^[0-9]{8}$/))
  .map(([first, rest]) => first + rest);

describe("normalizePhone", () => {
  it("makes the same twelve digits of every way to write a number", () => {
    fc.assert(
      fc.property(
        national,
        fc.constantFrom(...PREFIXES),
        fc.constantFrom(...SEPARATORS),
        fc.integer({ min: 1, max: 8 }),
        (number, prefix, separator, at) => {
          const typed = `  ${prefix}${number.slice(0, at)}${separator}${number.slice(at)} `;
          expect(normalizePhone(typed)).toBe(`254${number}`);
        },
      ),
    );
  });

  it("changes nothing of what it has made", () => {
    fc.assert(
      fc.property(fc.string(), (typed) => {
        const phone = normalizePhone(typed);
        if (phone === null) return;
        expect(phone).toMatch(/^254[17]\d{8}$/);
        expect(normalizePhone(phone)).toBe(phone);
      }),
    );
  });

  it.each([
    ["0712 345 678", "254712345678"],
    ["0112345678", "254112345678"],
    ["0140345678", "254140345678"],
    ["+254712345678", "254712345678"],
    ["712345678", "254712345678"],
    ["(0712) 345-678", "254712345678"],
    ["\u202a+254 712 345678\u202c", "254712345678"],
    ["０７１２３４５６７８", "254712345678"],
  ])("reads %s", (typed, phone) => {
    expect(normalizePhone(typed)).toBe(phone);
  });

  it.each([
    "",
    "0",
    "254",
    "071234567",
    "07123456789",
    "0812345678",
    "0212345678",
    "+255712345678",
    "+1 712 345 6789",
    "2547123456789",
    "07l2345678",
    "0712345678x",
    "customer@example.com",
    "٠٧١٢٣٤٥٦٧٨",
  ])("refuses %s", (typed) => {
    expect(normalizePhone(typed)).toBeNull();
  });
});
