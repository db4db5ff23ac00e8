import { describe, expect, it } from "vitest";
import { receiptIdOf } from "../../../src/domain/deposit/receipt-id.ts";

const money = { scope: "600638", receipt: "RKTQDM7W6S" };

describe("the id of a receipt's claim", () => {
  it("is one for all versions of an owner's account", () => {
    expect(receiptIdOf("shop.mpesa.1", money)).toBe(receiptIdOf("shop.mpesa.7", money));
    expect(receiptIdOf("platform:mpesa", money)).toBe(receiptIdOf("platform:mpesa.2", money));
  });

  it("is another for each owner, so that nobody claims a receipt by configuring somebody else's short code", () => {
    const owners = ["platform:mpesa", "shop.mpesa.1", "other.mpesa.1"];
    expect(new Set(owners.map((id) => receiptIdOf(id, money))).size).toBe(owners.length);
  });

  it("is another for each short code and receipt", () => {
    const others = [money, { ...money, scope: "600639" }, { ...money, receipt: "RKTQDM7W6T" }];
    expect(new Set(others.map((other) => receiptIdOf("shop.mpesa.1", other))).size).toBe(others.length);
  });
});
