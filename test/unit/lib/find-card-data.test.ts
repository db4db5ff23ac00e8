import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JsonValue } from "../../../src/lib/canonical-json.ts";
import { findCardData } from "../../../src/lib/find-card-data.ts";
import { cardNumber, spelling } from "./support/card-numbers.ts";

const pathsOf = (text: string) => findCardData(text).map(({ path }) => path);

describe("card data in a JSON body", () => {
  it("is found wherever it stands, and the path shows none of it", () => {
    const plain = fc.dictionary(fc.constantFrom("a", "b", "note"), fc.constantFrom<JsonValue>("x", 1, null, ["y"]));
    fc.assert(
      fc.property(
        cardNumber,
        spelling,
        plain,
        fc.constantFrom("value", "key", "item", "number"),
        (number, spell, others, place) => {
          const text = spell(number);
          const holders: Record<string, JsonValue> = {
            value: { deep: [others, { note: `no. ${text}` }] },
            key: { deep: { [text]: "x" } },
            item: { deep: [1, text] },
            number: { deep: "@number" },
          };
          const body = JSON.stringify({ ...others, metadata: holders[place] }).replace('"@number"', number);
          const faults = findCardData(body);
          expect(faults, body).toHaveLength(1);
          expect(faults[0]?.path).toMatch(/^metadata\.deep/);
          expect(JSON.stringify(faults)).not.toContain(text);
          expect(JSON.stringify(faults)).not.toContain(number);
        },
      ),
    );
  });

  it("is found in numbers as they are written, past what a number holds", () => {
    for (const number of [
      "6229141777631706696",
      "4111111111111111.0",
      "4111111111111111e0",
      "4.111111111111111e15",
      "-4111111111111111",
    ]) {
      expect(pathsOf(`{"n":${number}}`), number).toEqual(["n"]);
    }
    expect(pathsOf('{"n":1e999,"m":4.5e-3,"o":12345678901234567890}')).toEqual([]);
  });

  it("is found behind escapes and percent-encoding", () => {
    expect(pathsOf(String.raw`{"a":"411\u0031 1111 1111 1111"}`)).toEqual(["a"]);
    expect(pathsOf(String.raw`{"a":"\u0034111111111111111"}`)).toEqual(["a"]);
    expect(pathsOf(String.raw`{"\u0063vv":"1"}`)).toEqual(["cvv"]);
    expect(pathsOf('{"return_url":"https://shop.example/?c=4111%201111%201111%201111"}')).toEqual(["return_url"]);
  });

  it("is a member of a forbidden name, whatever it holds but null", () => {
    for (const value of ["123", 123, "", "****", { a: 1 }, ["1"]] as JsonValue[]) {
      expect(pathsOf(JSON.stringify({ metadata: { card: { CVV: value } } }))).toEqual(["metadata.card.CVV"]);
    }
    expect(pathsOf('{"metadata":{"cvc":null,"card_last4":"4242","payment_method":"card"}}')).toEqual([]);
    expect(pathsOf('{"card_number" : "4111111111111111","security-code":1}')).toEqual(["card_number", "security-code"]);
  });

  it("is not an amount, a telephone number, or an ordinary body", () => {
    const body = {
      provider: "mpesa",
      amount: "3782822463100.05",
      customer: { id: "0f8fad5b-d9cb-469f-a165-70867728950e", phone: "4915112345676", email: "a@b.example" },
      metadata: { created_at_ms: 1_763_800_000_000, order: "2026-000123", contact_phone: "+62 812 3456 7890 12" },
    };
    expect(pathsOf(JSON.stringify(body))).toEqual([]);
    expect(pathsOf(JSON.stringify({ customer: { phone: "4111 1111 1111 1111" } }))).toEqual(["customer.phone"]);
  });

  it("is looked for in time that grows with the text alone", () => {
    const hostile = [
      "4 ".repeat(30_000),
      "1".repeat(64_000),
      '"'.repeat(30_000),
      "4-".repeat(30_000),
      "^=".repeat(30_000),
    ];
    const startedAt = performance.now();
    for (const text of hostile) findCardData(JSON.stringify({ a: `${text}%20` }));
    findCardData(`{"a"${" ".repeat(60_000)}:1}`);
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });
});
