import { describe, expect, it } from "vitest";
import { eventually } from "./cpay-harness.ts";
import { phone, SHORTCODE, startDaraja } from "./daraja-harness.ts";

describe("the token", () => {
  it("has 28 characters and a life given as a string", async () => {
    const { generate } = await startDaraja();
    const { status, body } = await generate();
    expect([status, body]).toEqual([200, { access_token: expect.stringMatching(/^\w{28}$/), expires_in: "3599" }]);
  });

  it("ends the one before it, which shows in a way of each product's own", async () => {
    const daraja = await startDaraja();
    await daraja.login();
    await daraja.generate();
    const stale = async (path: string) => {
      const { status, body } = await daraja.post(path, {});
      return [status, body.errorCode];
    };
    expect(await stale("/mpesa/stkpush/v1/processrequest")).toEqual([404, "404.001.03"]);
    expect(await stale("/mpesa/stkpushquery/v1/query")).toEqual([404, "404.001.03"]);
    expect(await stale("/mpesa/reversal/v1/request")).toEqual([404, "404.001.03"]);
    expect(await stale("/mpesa/transactionstatus/v1/query")).toEqual([400, "400.003.01"]);
    expect(await stale("/mpesa/c2b/v2/registerurl")).toEqual([400, "400.003.01"]);
    expect(await stale("/mpesa/b2c/v3/paymentrequest")).toEqual([401, "401.002.01"]);
    expect(await stale("/mpesa/accountbalance/v1/query")).toEqual([401, "401.003.01"]);
    expect((await daraja.ledger()).tokens_issued).toBe(2);
  });

  it("is refused to wrong credentials with an empty 400", async () => {
    const { generate, call, url } = await startDaraja();
    const wrong = await generate("consumer-key:wrong");
    expect([wrong.status, wrong.text]).toEqual([400, ""]);
    expect((await generate(undefined, "")).body.errorCode).toBe("400.008.02");
    expect((await call(`${url}/oauth/v1/generate`)).body.errorCode).toBe("400.008.01");
  });

  it("ends when its time is over, and by a knob", async () => {
    let now = Date.now();
    const daraja = await startDaraja({ now: () => now });
    await daraja.knob("settings", { token_expires_in: 60, token_expires_in_type: "number" });
    expect((await daraja.generate()).body.expires_in).toBe(60);
    await daraja.login();
    now += 59_000;
    expect((await daraja.query("x")).body.errorCode).toBe("500.001.1001");
    now += 1_000;
    expect((await daraja.query("x")).body.errorCode).toBe("404.001.03");
    await daraja.login();
    await daraja.knob("token", {}, "DELETE");
    expect((await daraja.query("x")).body.errorCode).toBe("404.001.03");
  });

  it("is missed with 404.001.04, and paths and methods with 404.001.01 and 405.001", async () => {
    const { call, url } = await startDaraja();
    const without = await call(`${url}/mpesa/stkpush/v1/processrequest`, { method: "POST", body: "{}" });
    expect([without.status, without.body.errorCode]).toEqual([404, "404.001.04"]);
    const nowhere = await call(`${url}/mpesa/stkpush/v9/processrequest`, { method: "POST", body: "{}" });
    expect([nowhere.status, nowhere.body.errorCode]).toEqual([404, "404.001.01"]);
    const wrongly = await call(`${url}/mpesa/stkpush/v1/processrequest`);
    expect([wrongly.status, wrongly.body.errorCode]).toEqual([405, "405.001"]);
  });
});

describe("STK push", () => {
  it("is accepted with string codes and opens a prompt", async () => {
    const daraja = await startDaraja();
    const payer = phone("149");
    const { status, body } = await daraja.push(payer, { Amount: "100", BusinessShortCode: SHORTCODE });
    expect([status, body]).toEqual([
      200,
      {
        MerchantRequestID: expect.stringMatching(/^\d+-\d+-\d$/),
        CheckoutRequestID: expect.stringMatching(new RegExp(`^ws_CO_\\d{17}${payer.slice(3)}$`)),
        ResponseCode: "0",
        ResponseDescription: "Success. Request accepted for processing",
        CustomerMessage: "Success. Request accepted for processing",
      },
    ]);
    expect((await daraja.ledger()).prompts).toMatchObject([
      { phone: payer, amount: 100, state: "open", account_reference: "INV-1001", notes: [], path: "/hook/stk" },
    ]);
  });

  it.each([
    ["BusinessShortCode", { BusinessShortCode: "12" }],
    ["Timestamp", { Timestamp: "2026101814300" }],
    ["TransactionType", { TransactionType: "PayBill" }],
    ["Amount", { Amount: 10.5 }],
    ["Amount", { Amount: "10.00" }],
    ["Amount", { Amount: 0 }],
    ["Amount", { Amount: 250_001 }],
    ["PartyA", { PartyA: "0708374149" }],
    ["PhoneNumber", { PhoneNumber: "+254708374149" }],
    ["PhoneNumber", { PhoneNumber: "254808374149" }],
    ["PartyB", { PartyB: "" }],
    ["CallBackURL", { CallBackURL: "https://shop.test/webhooks/mpesa" }],
    ["CallBackURL", { CallBackURL: "https://shop.test/a/SQL7" }],
    ["CallBackURL", { CallBackURL: "https://safaricom.shop.test/a" }],
    ["CallBackURL", { CallBackURL: "https://shop.test/a/execute" }],
    ["CallBackURL", { CallBackURL: "https://Shop.test/a" }],
    ["CallBackURL", { CallBackURL: "shop.test/a" }],
    ["AccountReference", { AccountReference: "" }],
    ["AccountReference", { AccountReference: "INV#1" }],
    ["Remarks", { TransactionDesc: undefined }],
    ["Remarks", { TransactionDesc: "" }],
    ["Remarks", { TransactionDesc: "Café" }],
  ])("refuses a wrong %s: %j", async (name, members) => {
    const daraja = await startDaraja();
    const { status, body } = await daraja.push(phone("000"), members);
    expect([status, body]).toEqual([
      400,
      { requestId: expect.any(String), errorCode: "400.002.02", errorMessage: `Bad Request - Invalid ${name}` },
    ]);
    expect((await daraja.ledger()).prompts).toEqual([]);
  });

  it("refuses a wrong password, another short code, another content type and what is not JSON", async () => {
    const daraja = await startDaraja();
    expect((await daraja.push(phone("000"), { Password: "eA==" })).body).toMatchObject({
      errorCode: "500.001.1001",
      errorMessage: "[MerchantValidate] - Wrong credentials",
    });
    expect((await daraja.push(phone("000"), { BusinessShortCode: 174380 })).body).toMatchObject({
      errorCode: "500.001.1001",
      errorMessage: "Merchant does not exist",
    });
    const path = "/mpesa/stkpush/v1/processrequest";
    expect((await daraja.post(path, "a=b", { "content-type": "text/plain" })).body.errorMessage).toBe(
      "Bad Request - Invalid BusinessShortCode",
    );
    expect((await daraja.post(path, "{")).body.errorCode).toBe("400.002.05");
  });

  it("takes a reference that is too long, but notes it; and the offset of the timestamp", async () => {
    const daraja = await startDaraja();
    await daraja.push(phone("100"), { AccountReference: "INV-100000000001" });
    const [prompt] = (await daraja.ledger()).prompts;
    expect(prompt?.notes).toEqual(["AccountReference has more than 12 characters"]);
    expect(Math.abs(prompt?.timestamp_offset_s ?? 99)).toBeLessThan(5);
  });

  it("cannot lock a phone that is ringing", async () => {
    const daraja = await startDaraja();
    const payer = phone("100");
    await daraja.push(payer);
    const second = await daraja.push(payer);
    expect([second.status, second.body.errorMessage]).toEqual([
      500,
      "Unable to lock subscriber, a transaction is already in process for the current subscriber",
    ]);
    await daraja.press(payer, "cancel");
    expect((await daraja.push(payer)).status).toBe(200);
  });

  it("is idempotent in no way: the same body twice is two debits", async () => {
    const daraja = await startDaraja();
    const payer = phone("025");
    await daraja.push(payer);
    await daraja.push(payer);
    const { by_phone, by_path, by_reference } = await daraja.ledger(`?phone=${payer}`);
    const twice = { prompts: 2, debits: 2, debited: 200, credits: 0, credited: 0 };
    expect([by_phone, by_path, by_reference]).toEqual([
      { [payer]: twice },
      { "/hook/stk": twice },
      { "INV-1001": twice },
    ]);
  });

  it("ends in 17 for the same amount within two minutes, when the rule is on", async () => {
    const daraja = await startDaraja();
    await daraja.knob("settings", { same_amount_rule: true });
    const payer = phone("025");
    await daraja.push(payer);
    const { CheckoutRequestID } = (await daraja.push(payer)).body;
    await eventually(async () => expect((await daraja.query(CheckoutRequestID)).body.ResultCode).toBe("17"));
    await daraja.push(payer, { Amount: 101 });
    expect((await daraja.ledger()).by_phone[payer]).toMatchObject({ prompts: 3, debits: 2, debited: 201 });
  });

  it.each([
    ["2028", "paybill", { TransactionType: "CustomerBuyGoodsOnline" }],
    ["2028", "paybill", { PartyB: 555555 }],
    ["2028", "till", { PartyB: 555555 }],
    ["0", "till", { TransactionType: "CustomerBuyGoodsOnline", PartyB: 555555 }],
    ["1025", "paybill", { AccountReference: "R".repeat(160) }],
  ] as const)("ends in %s for a %s with %j", async (code, shortcodeType, members) => {
    const daraja = await startDaraja({ shortcodeType });
    const { CheckoutRequestID } = (await daraja.push(phone("000"), members)).body;
    await eventually(async () => expect((await daraja.query(CheckoutRequestID)).body.ResultCode).toBe(code));
  });
});
