import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalJson, type JsonValue } from "../../../src/lib/canonical-json.ts";

/** RFC 8785, appendix B: IEEE 754 bits and the text they must have. */
const NUMBERS = `
  0000000000000000 0
  8000000000000000 0
  0000000000000001 5e-324
  8000000000000001 -5e-324
  7fefffffffffffff 1.7976931348623157e+308
  ffefffffffffffff -1.7976931348623157e+308
  4340000000000000 9007199254740992
  c340000000000000 -9007199254740992
  4430000000000000 295147905179352830000
  44b52d02c7e14af5 9.999999999999997e+22
  44b52d02c7e14af6 1e+23
  44b52d02c7e14af7 1.0000000000000001e+23
  444b1ae4d6e2ef4e 999999999999999700000
  444b1ae4d6e2ef4f 999999999999999900000
  444b1ae4d6e2ef50 1e+21
  3eb0c6f7a0b5ed8c 9.999999999999997e-7
  3eb0c6f7a0b5ed8d 0.000001
  41b3de4355555553 333333333.3333332
  41b3de4355555554 333333333.33333325
  41b3de4355555555 333333333.3333333
  41b3de4355555556 333333333.3333334
  41b3de4355555557 333333333.33333343
  becbf647612f3696 -0.0000033333333333333333
  43143ff3c1cb0959 1424953923781206.2`
  .trim()
  .split("\n")
  .map((line) => line.trim().split(" ") as [string, string]);

function fromBits(hex: string): number {
  return Buffer.from(hex, "hex").readDoubleBE();
}

describe("canonical JSON (RFC 8785)", () => {
  it.each(NUMBERS)("writes the number %s as %s", (bits, text) => {
    expect(canonicalJson(fromBits(bits))).toBe(text);
  });

  it.each(["7fffffffffffffff", "7ff0000000000000", "fff0000000000000"])("refuses the number %s", (bits) => {
    expect(() => canonicalJson([fromBits(bits)])).toThrow(TypeError);
  });

  it("gives the text of the example in section 3.2.2", () => {
    const given = String.raw`{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],
      "string":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/","literals":[null,true,false]}`;
    const expected = String.raw`{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}`;
    expect(canonicalJson(JSON.parse(given))).toBe(expected);
  });

  it("sorts members by UTF-16 code units, as the example in section 3.2.3", () => {
    const given = {
      "\u20ac": "Euro Sign",
      "\r": "Carriage Return",
      "\ufb33": "Hebrew Letter Dalet With Dagesh",
      "1": "One",
      "\ud83d\ude00": "Emoji: Grinning Face",
      "\u0080": "Control",
      "\u00f6": "Latin Small Letter O With Diaeresis",
    };
    expect([...canonicalJson(given).matchAll(/:"([^"]+)"/g)].map(([, value]) => value)).toEqual([
      "Carriage Return",
      "One",
      "Control",
      "Latin Small Letter O With Diaeresis",
      "Euro Sign",
      "Emoji: Grinning Face",
      "Hebrew Letter Dalet With Dagesh",
    ]);
  });

  it("escapes what must be and nothing else", () => {
    expect(canonicalJson('\b\t\n\f\r"\\\u0000\u001f\u007f\u2028é/')).toBe(
      `${String.raw`"\b\t\n\f\r\"\\\u0000\u001f`}\u007f\u2028é/"`,
    );
  });

  it.each(["\ud800", "a\udc00b", "\udc00\ud800"])("refuses text with a lone surrogate, in values and names", (text) => {
    expect(() => canonicalJson(text)).toThrow(TypeError);
    expect(() => canonicalJson({ nested: [{ [text]: 1 }] })).toThrow(TypeError);
  });

  it("is the same for the same value, whatever the order of its members, and reads back as it", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: "grapheme" }), fc.jsonValue({ stringUnit: "grapheme" })), (value) => {
        const text = canonicalJson(value as JsonValue);
        const turned = Object.fromEntries(Object.entries(value).reverse());
        expect(canonicalJson(turned as JsonValue)).toBe(text);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonicalJson(JSON.parse(text))).toBe(text);
      }),
    );
  });

  it("differs for different values", () => {
    const values: JsonValue[] = [
      null,
      false,
      0,
      "",
      "0",
      [],
      {},
      [0],
      ["0"],
      { "0": 0 },
      [null],
      [[]],
      [{}],
      { a: null },
    ];
    expect(new Set(values.map(canonicalJson)).size).toBe(values.length);
  });

  it("keeps a member that is called as a prototype is", () => {
    expect(canonicalJson(JSON.parse('{"__proto__":{"b":1},"a":2}'))).toBe('{"__proto__":{"b":1},"a":2}');
  });
});
