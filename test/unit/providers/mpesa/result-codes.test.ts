import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { meaningOf } from "../../../../src/providers/mpesa/result-codes.ts";

const FAILED: readonly (readonly [string, string])[] = [
  ["1", "insufficient_funds"],
  ["2", "amount_too_small"],
  ["3", "amount_too_large"],
  ["4", "limit_exceeded"],
  ["8", "receiver_limit_exceeded"],
  ["11", "account_invalid"],
  ["17", "repeated_too_soon"],
  ["21", "initiator_not_allowed"],
  ["26", "provider_busy"],
  ["1001", "customer_busy"],
  ["1019", "expired"],
  ["1025", "prompt_not_sent"],
  ["1037", "customer_timeout"],
  ["2001", "wrong_credentials"],
  ["2006", "account_rule"],
  ["2028", "not_permitted"],
  ["2040", "receiver_not_registered"],
  ["8006", "credential_locked"],
  ["9999", "prompt_not_sent"],
  ["R000002", "original_invalid"],
  ["SFC_IC0003", "operator_unknown"],
  ["E3008", "customer_refused"],
];
const NOT_FAILED = ["0", "1032", "4999"];

describe("result codes", () => {
  it.each(FAILED)("%s fails with %s, as text and as number", (code, word) => {
    const forms = /^\d+$/.test(code) ? [code, Number(code), ` ${code} `] : [code];
    for (const form of forms) {
      expect(meaningOf(form)).toEqual({ kind: "failed", failure: { code: word, message: expect.any(String) } });
    }
  });

  it.each([0, "0", "00000000"])("%s is a success", (code) => {
    expect(meaningOf(code)).toEqual({ kind: "succeeded" });
  });

  it("1032 was cancelled, 4999 is under way", () => {
    expect(meaningOf(1032)).toEqual({ kind: "cancelled" });
    expect(meaningOf("4999")).toEqual({ kind: "pending" });
  });

  it("any other code is unknown, never failed: two-digit lists on the web and R000001 included", () => {
    const known = new Set([...FAILED.map(([code]) => code), ...NOT_FAILED]);
    const codes = fc.oneof(fc.integer({ min: 1, max: 99_999 }).map(String), fc.string());
    fc.assert(
      fc.property(codes, (code) => {
        fc.pre(!known.has(code.trim()) && !/^0+$/.test(code.trim()));
        expect(meaningOf(code)).toEqual({ kind: "unknown" });
      }),
    );
    for (const code of ["03", "05", "34", "99", "R000001", "7411", "", "NaN", "-1", "0x1"]) {
      expect(meaningOf(code), code).toEqual({ kind: "unknown" });
    }
  });
});
