import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { newCallbackSecret } from "../../../src/domain/callback-token.ts";
import { deriveChildId, deriveTransactionId } from "../../../src/domain/identifiers.ts";
import { hasCardData, isCardDataName, maskCardData } from "../../../src/lib/card-data.ts";
import { cardNumber, spelling, TEST_CARDS } from "./support/card-numbers.ts";

const AROUND = fc.constantFrom(
  ["", ""],
  ["card ", " exp 12/27"],
  ["(", ")"],
  ['{"n":"', '"}'],
  ["pan=", "&cvv=1"],
  ["No.:", ", thanks"],
  ["a@", "@b"],
  ["order_", "_1"],
  ["Visa ", "\n"],
);

describe("card numbers", () => {
  it.each(TEST_CARDS)("such as %s are found", (number) => {
    expect(hasCardData(number)).toBe(true);
    expect(maskCardData(`paid by ${number}!`)).toBe(`paid by ****${number.slice(-4)}!`);
  });

  it("of every scheme are found in every spelling and surrounding, and are masked but for four digits", () => {
    fc.assert(
      fc.property(cardNumber, spelling, AROUND, (number, spell, [before = "", after = ""]) => {
        const text = `${before}${spell(number)}${after}`;
        expect(hasCardData(text), text).toBe(true);
        const masked = maskCardData(text);
        expect(hasCardData(masked), masked).toBe(false);
        expect(masked.replace(/\D/g, "").length, masked).toBeLessThanOrEqual(
          4 + `${before}${after}`.replace(/\D/g, "").length,
        );
        expect(masked.startsWith(before) && masked.endsWith(after), masked).toBe(true);
      }),
      { numRuns: 1_500 },
    );
  });

  it("are found in the digits of other scripts", () => {
    const toScript = (zero: number) => (digit: string) => String.fromCharCode(zero + Number(digit));
    for (const zero of [0x0660, 0x06f0, 0x0966, 0xff10]) {
      const text = [..."4111111111111111"].map(toScript(zero)).join("");
      expect(hasCardData(text), text).toBe(true);
      expect(maskCardData(text)).toBe("****1111");
    }
  });

  it("are all found where there are many", () => {
    expect(maskCardData("4111111111111111, 5555 5555 5555 4444; 3782-822463-10005")).toBe(
      "****1111, ****4444; ****0005",
    );
  });

  it("show nothing of a verification code that follows them", () => {
    expect(maskCardData("4111 1111 1111 1111 123")).not.toContain("1123");
    for (let code = 100; code < 1_000; code += 1) {
      expect(maskCardData(`4111 1111 1111 1111 ${code}`)).toMatch(/^\*{4}1111( \d{3})?$/);
    }
  });

  it("are none when a digit is wrong", () => {
    for (const text of ["4111111111111112", "4111-1111-1111-1110", "378282246310006"]) {
      expect(hasCardData(text)).toBe(false);
      expect(maskCardData(text)).toBe(text);
    }
  });
});

describe("the data of a card's stripe", () => {
  const TRACKS = [
    "%B4111111111111111^DOE/JOHN^25121010000000000000?",
    "B5555555555554444^MUSTERMANN/ERIKA ^2712201",
    ";4111111111111111=25121010000000000000?",
    "5555555555554444=27122010000",
    "4111111111111111D25121010000000000000F",
  ];

  it.each(TRACKS)("such as %s is found, and nothing of it stays", (track) => {
    for (const text of [track, `swiped ${track} twice`]) {
      expect(hasCardData(text)).toBe(true);
      expect(maskCardData(text).replace(/\D/g, "").length).toBeLessThanOrEqual(4);
      expect(maskCardData(text)).not.toMatch(/DOE|ERIKA/);
    }
  });

  it.each(["a=1&b=2", "x^2=4", "id=254712345678=1", "1763800000000=2512101"])("is not seen in %s", (text) => {
    expect(hasCardData(text)).toBe(false);
  });
});

describe("what is no card data", () => {
  function neverFound(values: fc.Arbitrary<string>): void {
    fc.assert(
      fc.property(values, (text) => {
        expect(hasCardData(text), text).toBe(false);
        expect(maskCardData(text)).toBe(text);
      }),
      { numRuns: 500 },
    );
  }
  const digits = (length: number) =>
    fc.integer({ min: 0, max: 10 ** length - 1 }).map((n) => String(n).padStart(length, "0"));

  it("UUIDs, ours and others'", () => {
    neverFound(fc.uuid());
    // Even those without a single letter.
    const decimal = fc
      .array(fc.integer({ min: 0, max: 9 }), { minLength: 32, maxLength: 32 })
      .map((list) => list.join(""));
    neverFound(decimal.map((text) => text.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5")));
    neverFound(
      fc.tuple(fc.string(), fc.uuid({ version: 4 })).map(([merchantId, key]) => {
        const id = deriveTransactionId(merchantId, "POST /payments/initialize", key);
        return deriveChildId(id, "refund", key);
      }),
    );
  });

  it("callback secrets, hashes and signatures", () => {
    neverFound(fc.constant(0).map(() => newCallbackSecret()));
    const hex = fc.stringMatching(/^[0-9a-f]{64}$/).filter((text) => /[a-f]/.test(text));
    neverFound(hex);
    neverFound(hex.map((text) => `t=1763800000,v1=${text}`));
  });

  it("times, in whatever form", () => {
    const time = fc.date({ min: new Date("2001-09-10"), max: new Date("2038-12-31"), noInvalidDate: true });
    neverFound(time.map((date) => String(date.getTime())));
    neverFound(time.map((date) => date.toISOString()));
    neverFound(time.map((date) => date.toISOString().replace(/\D/g, "")));
    neverFound(time.map((date) => date.toISOString().replace(/\D/g, "").slice(0, 14)));
    neverFound(time.map((date) => date.toISOString().replace(/[TZ:]/g, " ")));
    neverFound(time.map((date) => `${date.getTime()}000000`));
  });

  it("telephone numbers", () => {
    neverFound(digits(9).map((number) => `254${number}`));
    neverFound(digits(9).map((number) => `+254 ${number}`));
    neverFound(
      fc
        .constantFrom(9, 10, 11)
        .chain(digits)
        .map((number) => `+49${number}`),
    );
    neverFound(
      fc
        .constantFrom(10, 11, 12)
        .chain(digits)
        .map((number) => `+62 ${number}`),
    );
  });

  it("providers' ids", () => {
    const day = fc.integer({ min: 1, max: 31 }).map((number) => String(number).padStart(2, "0"));
    neverFound(fc.tuple(day, digits(12)).map(([date, rest]) => `ws_CO_${date}122019${rest.slice(0, 10)}`));
    neverFound(fc.tuple(day, digits(9)).map(([date, rest]) => `ws_CO_${date}122026102036${rest}254708374149`));
    neverFound(fc.tuple(digits(5), digits(8)).map(([front, rest]) => `${front}-${rest}-1`));
    neverFound(fc.stringMatching(/^[A-Z0-9]{10}$/));
    neverFound(digits(10));
    neverFound(digits(15).map((number) => `T${number}`));
    neverFound(
      fc
        .stringMatching(/^(pi|ch|re|cs_test|evt)_[A-Za-z0-9]{24}$/)
        .filter((id) => /[A-Za-z]/.test(id.split("_").at(-1) ?? "")),
    );
    neverFound(fc.stringMatching(/^cp_[a-z0-9]{12}$/));
  });

  it("amounts, and orders as shops number them", () => {
    neverFound(fc.tuple(digits(9), digits(2)).map(([major, minor]) => `${major}.${minor}`));
    neverFound(digits(12));
    neverFound(digits(8).map((number) => `ORD-2026-${number}`));
    for (const text of ["192.168.100.200:8080", "2026-11-22 08:43:28.123", "v4.111.111.111", "IBAN KE12 ABCD"]) {
      expect(hasCardData(text)).toBe(false);
    }
  });

  it("a telephone number of up to 15 digits, where one is meant; longer ones and what no country has are", () => {
    for (const number of ["4915112345676", "4111111111111", "628123456789012"])
      expect(hasCardData(number, true)).toBe(false);
    for (const card of ["4111111111111111", "4111 1111 1111 1111", "378282246310005", "30569309025904"]) {
      expect(hasCardData(card, true)).toBe(true);
      expect(hasCardData(`+${card}`), card).toBe(true);
    }
  });
});

describe("names of members for card data", () => {
  it.each([
    "cvv",
    "CVC",
    "cvv2",
    "security_code",
    "securityCode",
    "card_number",
    "cardNumber",
    "card-number",
    "track_2",
    "pin_block",
  ])("%s is one", (name) => expect(isCardDataName(name)).toBe(true));
  it.each([
    "card",
    "card_last4",
    "card_brand",
    "code",
    "number",
    "track",
    "company",
    "pan",
    "discovery",
    "constructor",
  ])("%s is none", (name) => expect(isCardDataName(name)).toBe(false));
});
