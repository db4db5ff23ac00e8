import { hash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { eventually } from "./cpay-harness.ts";
import { itemsOf, phone, SHORTCODE, startDaraja } from "./daraja-harness.ts";

async function startRegistered(members: Record<string, unknown> = {}, version = "v2") {
  const daraja = await startDaraja();
  const register = (more: Record<string, unknown> = {}) =>
    daraja.post(`/mpesa/c2b/${version}/registerurl`, {
      ShortCode: SHORTCODE,
      ResponseType: "Completed",
      ConfirmationURL: daraja.hook("confirmation"),
      ValidationURL: daraja.hook("validation"),
      ...members,
      ...more,
    });
  const registered = await register();
  const pay = (payer: string, account = "INV-7", amount = 50) => daraja.knob("c2b", { phone: payer, amount, account });
  return { ...daraja, register, registered, pay };
}

describe("C2B addresses", () => {
  it("are registered, and registered again unless a setting forbids it", async () => {
    const { register, registered, knob } = await startRegistered();
    expect([registered.status, registered.body]).toEqual([
      200,
      { OriginatorCoversationID: expect.any(String), ResponseCode: "0", ResponseDescription: "Success" },
    ]);
    expect((await register()).status).toBe(200);
    await knob("settings", { c2b_register_once: true });
    expect((await register()).body).toMatchObject({
      errorCode: "500.003.1001",
      errorMessage: "Urls are already registered",
    });
  });

  it.each([
    ["Bad Request - Invalid ResponseType", { ResponseType: "completed" }],
    ["Bad Request - Invalid ConfirmationURL", { ConfirmationURL: "https://shop.test/query" }],
    ["Bad Request - Invalid ValidationURL", { ValidationURL: "https://shop.test/Safaricom" }],
    ["Kindly use your own ShortCode", { ShortCode: "123456" }],
  ])("are refused: %s", async (message, members) => {
    const { registered } = await startRegistered(members);
    expect([registered.status, registered.body.errorMessage]).toEqual([400, message]);
  });
});

describe("a payment by hand", () => {
  it("is validated, debited and confirmed, everything a string", async () => {
    const { pay, shop, ledger } = await startRegistered();
    const payer = phone("149");
    shop.answer("validation", {
      status: 200,
      body: { ResultCode: "0", ResultDesc: "Accepted", ThirdPartyTransID: "t-1" },
    });
    const { receipt } = (await pay(payer)).body;
    const [validation] = await shop.told("validation", 1);
    const [confirmation] = await shop.told("confirmation", 1);
    const shared = {
      TransactionType: "Pay Bill",
      TransID: receipt,
      TransTime: expect.stringMatching(/^\d{14}$/),
      TransAmount: "50.00",
      BusinessShortCode: SHORTCODE,
      BillRefNumber: "INV-7",
      InvoiceNumber: "",
      MSISDN: "2547*****149",
      FirstName: "JANE",
      MiddleName: "",
      LastName: "",
    };
    expect(validation?.json).toEqual({ ...shared, OrgAccountBalance: "", ThirdPartyTransID: "" });
    expect(confirmation?.json).toEqual({ ...shared, OrgAccountBalance: "1000050.00", ThirdPartyTransID: "t-1" });
    expect((await ledger()).by_reference["INV-7"]).toMatchObject({ prompts: 0, debits: 1, debited: 50 });
  });

  it("moves nothing when the merchant rejects it", async () => {
    const { pay, shop, ledger } = await startRegistered();
    shop.answer("validation", { status: 200, body: { ResultCode: "C2B00012", ResultDesc: "Rejected" } });
    expect((await pay(phone("149"))).body).toEqual({ accepted: false, validation: "C2B00012", receipt: null });
    expect((await ledger()).debits).toEqual([]);
  });

  it.each([
    ["Completed", 1],
    ["Cancelled", 0],
  ])("is %s when validation does not answer in time", async (responseType, debits) => {
    const { pay, shop, knob, ledger } = await startRegistered({ ResponseType: responseType });
    await knob("settings", { c2b_validation_timeout_ms: 20 });
    shop.answer("validation", new Promise(() => {}));
    expect((await pay(phone("149"))).body).toMatchObject({ accepted: debits === 1, validation: "unreachable" });
    expect((await ledger()).debits).toHaveLength(debits);
  });

  it("is not validated when a setting says so, nor without addresses", async () => {
    const { pay, shop, knob } = await startRegistered();
    await knob("settings", { c2b_validation: false });
    await pay(phone("149"));
    await shop.told("confirmation", 1);
    expect(await shop.told("validation", 0)).toEqual([]);
    const daraja = await startDaraja();
    const paid = await daraja.knob("c2b", { phone: phone("149"), amount: 5, account: "" });
    expect(paid.body).toMatchObject({ accepted: true, validation: "not asked" });
  });

  it("names the customer by a hash under v1", async () => {
    const { pay, shop } = await startRegistered({}, "v1");
    const payer = phone("149");
    await pay(payer);
    expect((await shop.told("confirmation", 1))[0]?.json).toMatchObject({ MSISDN: hash("sha256", payer) });
  });

  it("can be simulated over the API", async () => {
    const { post, shop, ledger } = await startRegistered();
    const payer = phone("149");
    const order = {
      ShortCode: SHORTCODE,
      CommandID: "CustomerPayBillOnline",
      Amount: 5,
      Msisdn: payer,
      BillRefNumber: "INV-8",
    };
    expect((await post("/mpesa/c2b/v2/simulate", order)).body).toMatchObject({ ResponseCode: "0" });
    await shop.told("confirmation", 1);
    expect((await ledger()).by_phone[payer]).toMatchObject({ debited: 5 });
    expect((await post("/mpesa/c2b/v2/simulate", { ...order, Msisdn: "1" })).status).toBe(400);
  });

  it("can be reversed", async () => {
    const { pay, reverse, ledger } = await startRegistered();
    await reverse((await pay(phone("149"))).body.receipt, 50);
    await eventually(async () => expect((await ledger("?reference=INV-7")).credits).toHaveLength(1));
  });
});

describe("an STK payment to a short code with C2B addresses", () => {
  it("is confirmed as well, with the same receipt", async () => {
    const { push, shop } = await startRegistered();
    await push(phone("000"));
    const [told] = await shop.told("stk", 1);
    const [confirmation] = await shop.told("confirmation", 1);
    expect(confirmation?.json).toMatchObject({
      TransID: itemsOf(told).MpesaReceiptNumber,
      TransAmount: "100.00",
      BillRefNumber: "INV-1001",
    });
    expect(await shop.told("validation", 0)).toEqual([]);
  });
});
