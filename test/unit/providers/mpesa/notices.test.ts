import { describe, expect, it } from "vitest";
import { toNoticeEvent } from "../../../../src/providers/mpesa/callbacks.ts";
import { CONFIG } from "./support/account.ts";

describe("a payment made by hand", () => {
  const notice = {
    TransactionType: "Pay Bill",
    TransID: "RKTQDM7W6S",
    TransTime: "20191122063845",
    TransAmount: "10.00",
    BusinessShortCode: "600638",
    BillRefNumber: "inv-1001",
    InvoiceNumber: "",
    OrgAccountBalance: "49197.00",
    ThirdPartyTransID: "",
    MSISDN: "2547*****149",
    FirstName: "JANE",
    MiddleName: "",
    LastName: "DOE",
  };

  it("is told of with what its payer typed, under the account's own short code", () => {
    expect(toNoticeEvent(CONFIG, "deposit_confirmation", notice)?.subject).toEqual({
      kind: "deposit",
      certainty: "told",
      deposit: {
        receipt: "RKTQDM7W6S",
        scope: "174379",
        amountMinor: 1_000,
        currency: "KES",
        accountReference: "inv-1001",
        payerName: "JANE DOE",
        payerPhone: "2547*****149",
        paidAt: Date.parse("2019-11-22T03:38:45Z"),
      },
    });
  });

  it("is told of by little more than receipt and amount", () => {
    const bare = { TransID: "rktqdm7w6s", TransAmount: 10 };
    expect(toNoticeEvent(CONFIG, "deposit_confirmation", bare)?.subject).toMatchObject({
      deposit: { receipt: "RKTQDM7W6S", amountMinor: 1_000, accountReference: null, payerName: null, paidAt: null },
    });
  });

  it.each([{ TransAmount: "0" }, { TransAmount: "-1" }, { TransAmount: "x" }, { TransID: "" }, { TransID: {} }])(
    "with %j is none",
    (changes) => {
      expect(toNoticeEvent(CONFIG, "deposit_confirmation", { ...notice, ...changes })).toBeNull();
    },
  );
});
