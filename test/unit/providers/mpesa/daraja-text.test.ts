import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toRemarks, toTransactionDesc } from "../../../../src/providers/mpesa/daraja-text.ts";

const anyText = fc.option(fc.oneof(fc.string(), fc.string({ unit: "binary" })), { nil: null });

describe("texts for Daraja", () => {
  it("are plain, never empty and never too long, whatever they are made of", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(toTransactionDesc(text)).toMatch(/^(?! )[A-Za-z0-9 -]{1,13}(?<! )$/);
        expect(toRemarks(text, "Refund")).toMatch(/^(?! )[A-Za-z0-9 -]{2,100}(?<! )$/);
      }),
    );
  });

  it.each([
    ["Order 1001", "Order 1001"],
    ["Café & Crème <b>", "Cafe Creme b"],
    ["A very long description", "A very long d"],
    ["Order  #1001@shop", "Order 1001 sh"],
    ["طلب", "Payment"],
    ["", "Payment"],
    [null, "Payment"],
  ])("shows the payer %s as %s", (text, shown) => {
    expect(toTransactionDesc(text)).toBe(shown);
  });

  it("falls back where a remark would be too short", () => {
    expect(toRemarks("x", "Refund")).toBe("Refund");
    expect(toRemarks("ok", "Refund")).toBe("ok");
  });
});
