import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalJson } from "../../../src/lib/canonical-json.ts";
import { toStorableJson, toStorableText } from "../../../src/lib/storable-json.ts";

const ANY_TEXT = fc.string({ unit: "binary" });
const ROUGH_TEXT = fc
  .array(fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)))
  .map((units) => units.join(""));

function deep(levels: number): unknown {
  let value: unknown = "bottom";
  for (let level = 0; level < levels; level += 1) value = level % 2 === 0 ? [value] : { down: value };
  return value;
}

describe("text that every store takes", () => {
  it("has neither U+0000 nor lone surrogates, and is otherwise what it was", () => {
    expect(toStorableText("a\u0000b\ud800c\udc00d😀")).toBe("a\ufffdb\ufffdc\ufffdd😀");
    fc.assert(
      fc.property(fc.oneof(ANY_TEXT, ROUGH_TEXT), (text) => {
        const stored = toStorableText(text);
        expect(stored.isWellFormed() && !stored.includes("\u0000")).toBe(true);
        if (text.isWellFormed() && !text.includes("\u0000")) expect(stored).toBe(text);
      }),
    );
  });
});

describe("a value from outside, made safe to keep", () => {
  it("can be hashed, stored and read back, whatever it was", () => {
    fc.assert(
      fc.property(
        fc.anything({ key: ROUGH_TEXT, withBigInt: true, withDate: true, withNullPrototype: true }),
        (value) => {
          const stored = toStorableJson(value, 4_096);
          const text = canonicalJson(stored);
          expect(text).not.toMatch(/\\u0000/);
          expect(canonicalJson(JSON.parse(JSON.stringify(stored)))).toBe(text);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it("keeps plain JSON as it is", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4, stringUnit: "grapheme" }), (value) => {
        // As it is written down: JSON has one zero, JavaScript two.
        expect(JSON.stringify(toStorableJson(value, 1_000_000))).toBe(JSON.stringify(value));
      }),
    );
  });

  it("never grows past its bound, and is cut as text", () => {
    fc.assert(
      fc.property(fc.array(ANY_TEXT, { maxLength: 30 }), fc.integer({ min: 1, max: 60 }), (value, bound) => {
        const stored = toStorableJson(value, bound);
        const whole = JSON.stringify(toStorableJson(value, 1_000_000));
        if (whole.length <= bound) expect(JSON.stringify(stored)).toBe(whole);
        else expect(String(stored)).toHaveLength(bound + 1);
        expect(String(stored).isWellFormed()).toBe(true);
      }),
    );
  });

  it("does not follow nesting without end", () => {
    const stored = JSON.stringify(toStorableJson(deep(10_000), 1_000_000));
    expect(stored).toContain("…");
    expect(stored.length).toBeLessThan(200);
    const circle: Record<string, unknown> = {};
    circle.self = circle;
    expect(JSON.stringify(toStorableJson(circle, 1_000))).toContain("…");
  });

  it.each([
    [Number.NaN, "NaN"],
    [Number.POSITIVE_INFINITY, "Infinity"],
    [undefined, null],
    [() => 1, null],
    [{ a: undefined, b: 1 }, { b: 1 }],
    [[undefined], [null]],
    [{ a: () => 1 }, { a: null }],
  ])("turns %o, which JSON cannot carry, into %o", (value, expected) => {
    expect(toStorableJson(value, 1_000)).toEqual(expected);
  });
});
