import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { accountReferenceOf, parseAccountReference } from "../../../src/domain/account-reference.ts";
import { addressOf, deriveTransactionId, newMerchantId } from "../../../src/domain/identifiers.ts";
import { REGIONS } from "../../../src/domain/region.ts";

const ids = fc
  .tuple(fc.constantFrom(...REGIONS), fc.uuid())
  .map(([region, key]) => deriveTransactionId(newMerchantId(region.number), "payment", key));

/** Ways in which people write down the same twelve characters. */
const spellings = fc.record({
  lower: fc.boolean(),
  gaps: fc.array(fc.constantFrom("", " ", "-", "\t"), { minLength: 12, maxLength: 12 }),
  zero: fc.constantFrom("0", "O", "o"),
  one: fc.constantFrom("1", "I", "i", "L", "l"),
});

describe("an account reference", () => {
  it("is twelve characters of Crockford's alphabet, as Daraja takes them", () => {
    fc.assert(
      fc.property(ids, (id) => {
        expect(accountReferenceOf(id)).toMatch(/^[0-9A-HJKMNP-TV-Z]{12}$/);
      }),
    );
  });

  it("never changes for an id", () => {
    const id = deriveTransactionId("shop", "payment", "6f1c3f0e-8f44-4c9b-9a43-0d3c6a1b2e55");
    expect([id, accountReferenceOf(id)]).toEqual(["003965eb-4319-8444-bd67-8d2914ff96dc", "00WPBTT33524"]);
  });

  it("leads back to its id's shard and beginning, however a person writes it", () => {
    fc.assert(
      fc.property(ids, spellings, (id, { lower, gaps, zero, one }) => {
        const reference = accountReferenceOf(id);
        const cased = lower ? reference.toLowerCase() : reference;
        const typed = [...cased.replaceAll("0", zero).replaceAll("1", one)].map((letter, at) => letter + gaps[at]);
        const parsed = parseAccountReference(` ${typed.join("")}`);
        expect(parsed?.idPrefix).toBe(id.slice(0, 18));
        expect(parsed && addressOf(parsed.shardId)).toEqual(addressOf(id));
      }),
    );
  });

  it("is another one for another id", () => {
    fc.assert(
      fc.property(ids, ids, (a, b) => {
        fc.pre(a.slice(0, 18) !== b.slice(0, 18));
        expect(accountReferenceOf(a)).not.toBe(accountReferenceOf(b));
      }),
    );
  });

  it.each([
    ["a name", "JANE"],
    ["a name of twelve letters", "JOHN KAMAU MW"],
    ["an invoice number", "INV-1001"],
    ["a phone number", "254708374149"],
    ["one character less", "00M4Q3QM5M3"],
    ["one character more", "00M4Q3QM5M3AA"],
    ["a letter that is not in the alphabet", "00M4Q3QM5M3U"],
    ["a region that was never given out", "0AM4Q3QM5M3A"],
    ["bits beyond the region", "ZZZZZZZZZZZZ"],
    ["nothing", ""],
    ["letters of elsewhere", "００M4Q3QM5M3A"],
  ])("is not read into %s", (_, typed) => {
    expect(parseAccountReference(typed)).toBeNull();
  });
});
