import { describe, expect, it } from "vitest";
import { currencyExponent } from "../../../dashboard/format/currency-exponent.ts";
import { formatMoney, formatMoneyShort, parseAmount, toDecimalText } from "../../../dashboard/format/money.ts";
import {
  formatDuration,
  formatRelative,
  formatTime,
  formatTimeShort,
  formatUtc,
} from "../../../dashboard/format/time.ts";
import { countOf, shortenId, toWords } from "../../../dashboard/format/words.ts";
import { CURRENCIES, findCurrencyExponent } from "../../../src/domain/currency.ts";

/** Intl separates code and number by a no-break space. */
const plain = (text: string) => text.replace(/\u00a0/g, " ");

describe("money", () => {
  it("has the decimals that the gateway says, for every currency there is", () => {
    expect(CURRENCIES.map((code) => [code, currencyExponent(code)])).toEqual(
      CURRENCIES.map((code) => [code, findCurrencyExponent(code)]),
    );
  });

  it.each([
    [100050, "KES", "KES 1,000.50"],
    [1, "KES", "KES 0.01"],
    [0, "KES", "KES 0.00"],
    [-250, "KES", "-KES 2.50"],
    [446, "JPY", "JPY 446"],
    [1005, "KWD", "KWD 1.005"],
    // Intl alone would give Serbian dinars and Lebanese pounds no decimals.
    [12345, "RSD", "RSD 123.45"],
    [999_999_999_999_999, "USD", "USD 9,999,999,999,999.99"],
  ])("%d minor units of %s are %s", (minor, currency, text) => {
    expect(plain(formatMoney(minor, currency, "en"))).toBe(text);
  });

  it("is short where there is little room", () => {
    expect(plain(formatMoneyShort(123_456_700, "KES", "en"))).toBe("KES 1.2M");
    expect(plain(formatMoneyShort(45_000, "KES", "en"))).toBe("KES 450");
  });

  it.each([
    ["1000", "KES", 100_000],
    ["1000.5", "KES", 100_050],
    [" 7.25 ", "KES", 725],
    ["7.255", "KES", null],
    ["446", "JPY", 446],
    ["446.0", "JPY", null],
    ["1.005", "KWD", 1005],
    ["", "KES", null],
    ["-1", "KES", null],
    ["1e3", "KES", null],
    ["999999999999999", "KES", null],
  ])("typed as %j in %s is %j", (text, currency, minor) => {
    expect(parseAmount(text, currency)).toBe(minor);
  });

  it("goes back to the text it came from", () => {
    expect(toDecimalText(parseAmount("1000.50", "KES") ?? 0, "KES")).toBe("1000.50");
    expect(toDecimalText(5, "KWD")).toBe("0.005");
  });
});

describe("time", () => {
  const at = "2026-11-22T08:47:22.031Z";

  it("is the viewer's own, and UTC to the millisecond for who compares with logs", () => {
    expect(formatTime(at, "en-GB", "Africa/Nairobi")).toBe("22 Nov 2026, 11:47:22");
    expect(formatUtc("2026-11-22T11:47:22.031+03:00")).toBe("2026-11-22 08:47:22.031 UTC");
  });

  it("names the year only when it is another", () => {
    expect(formatTimeShort(at, Date.parse("2026-12-01T00:00:00Z"), "en-GB", "UTC")).toBe("22 Nov, 08:47");
    expect(formatTimeShort(at, Date.parse("2027-06-01T00:00:00Z"), "en-GB", "UTC")).toContain("2026");
  });

  it.each([
    [12, "12 ms"],
    [1_400, "1.4 s"],
    [150_000, "2.5 min"],
    [5_400_000, "1.5 h"],
  ])("%d ms are %s", (durationMs, text) => {
    expect(formatDuration(durationMs)).toBe(text);
  });

  it("says how long ago", () => {
    const now = Date.parse(at);
    const ago = (ms: number) => formatRelative(new Date(now - ms).toISOString(), now, "en");
    expect([ago(5_000), ago(180_000), ago(7_200_000), ago(172_800_000)]).toEqual([
      "5 sec. ago",
      "3 min. ago",
      "2 hr. ago",
      "2 days ago",
    ]);
  });
});

describe("words", () => {
  it("are people's, not the API's", () => {
    expect(toWords("partially_refunded")).toBe("Partially refunded");
    expect(toWords("payment.completed")).toBe("Payment completed");
    expect([countOf(1, "event"), countOf(3, "event")]).toEqual(["1 event", "3 events"]);
  });

  it("show enough of a long id to recognise it", () => {
    expect(shortenId("00108751-e591-8eb1-8cb5-ed622cdbcb42")).toBe("00108751…cb42");
    expect(shortenId("ORD-1")).toBe("ORD-1");
  });
});
