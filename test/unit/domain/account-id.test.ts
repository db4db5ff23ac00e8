import { describe, expect, it } from "vitest";
import {
  accountIdOf,
  familyOf,
  isSameFamily,
  parseAccountId,
} from "../../../src/domain/provider-account/account-id.ts";

const IDS = [
  ["platform:stripe", { merchantId: null, provider: "stripe", version: null }],
  ["platform:stripe.3", { merchantId: null, provider: "stripe", version: 3 }],
  ["acme.stripe.1", { merchantId: "acme", provider: "stripe", version: 1 }],
  ["a.b.c.mpesa.12", { merchantId: "a.b.c", provider: "mpesa", version: 12 }],
  ["acme.stripe.1.stripe.1", { merchantId: "acme.stripe.1", provider: "stripe", version: 1 }],
  ["platform.stripe.1", { merchantId: "platform", provider: "stripe", version: 1 }],
] as const;

describe("an account's id", () => {
  it.each(IDS)("%s says who owns it", (id, key) => {
    expect(parseAccountId(id)).toEqual(key);
    expect(accountIdOf(key)).toBe(id);
  });

  it.each([
    "",
    "acme",
    "acme.stripe",
    "acme.stripe.0",
    "acme.stripe.01",
    "acme.stripe.x",
    "acme..stripe.1",
    ".stripe.1",
  ])("%j is none", (text) => expect(parseAccountId(text)).toBeNull());

  it.each(["platform:", "platform:stripe.0", "platform:stripe.1.1", "merchant:acme.stripe.1", "acme.Stripe.1"])(
    "%j is none either",
    (text) => expect(parseAccountId(text)).toBeNull(),
  );
});

describe("a family", () => {
  it("is all versions of one owner's account at one provider", () => {
    expect(isSameFamily("acme.stripe.1", "acme.stripe.20")).toBe(true);
    expect(isSameFamily("platform:stripe", "platform:stripe.2")).toBe(true);
    expect(familyOf("platform:stripe")).toBe("platform:stripe");
  });

  it.each([
    ["another merchant's", "acme.stripe.1", "other.stripe.1"],
    ["another provider's", "acme.stripe.1", "acme.cpay.1"],
    ["the platform's", "acme.stripe.1", "platform:stripe.1"],
    ["that of a merchant named like a family", "acme.stripe.1", "acme.stripe.stripe.1"],
    ["that of a merchant named platform", "platform.stripe.1", "platform:stripe.1"],
  ])("is not %s", (_, one, another) => expect(isSameFamily(one, another)).toBe(false));
});
