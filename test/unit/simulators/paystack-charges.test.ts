import { describe, expect, it } from "vitest";
import { eventually, send, startPaystack, startShop } from "./paystack-harness.ts";

const MPESA_TEXT = "Please complete authorization process on your mobile phone";

describe("a mobile-money charge", () => {
  it("asks the customer to approve on the phone, which a person plays", async () => {
    const shop = await startShop();
    const { status, body } = await shop.charge("+254710000000", { reference: "r-1", metadata: { a: 1 } });
    expect([status, body]).toEqual([
      200,
      {
        status: true,
        message: "Charge attempted",
        data: { reference: "r-1", status: "pay_offline", display_text: MPESA_TEXT },
      },
    ]);
    expect(await shop.verify("r-1")).toMatchObject({ status: "pending", channel: "mobile_money", amount: 100_000 });
    expect((await send(`${shop.url}/phone`)).text).toContain("+254710000000: KES 1,000.00");
    expect((await send(`${shop.url}/phone/r-1`)).text).toContain("Enter PIN and approve");
    expect((await send(`${shop.url}/phone/r-1/approve`, { method: "POST" })).headers.get("location")).toBe(
      "/phone/r-1",
    );
    expect((await send(`${shop.url}/phone/r-1`)).text).not.toContain("<button");
    const data = await shop.verify("r-1");
    expect(data).toMatchObject({ status: "success", metadata: { a: 1 }, customer: { phone: "+254710000000" } });
    expect(data.authorization).toMatchObject({
      exp_month: 12,
      exp_year: 9999,
      last4: "X149",
      bin: "055XXX",
      reusable: false,
    });
    await eventually(() => expect(shop.merchant.events()).toEqual(["charge.success"]));
    expect((await shop.press(`${shop.url}/phone/r-1`, "decline")).status).toBe(409);
  });

  it.each(["decline", "ignore"])("fails silently when the customer does: %s", async (button) => {
    const shop = await startShop();
    await shop.charge("+254710000000", { reference: "r-1" });
    expect((await shop.press(`${shop.url}/phone/r-1`, button)).body.data.status).toBe("failed");
    const { data } = (await shop.get("/charge/r-1")).body;
    expect(data).toMatchObject({ status: "failed", message: data.gateway_response });
    expect(await shop.webhooks()).toEqual([]);
  });

  it.each([
    ["001", "success", "success"],
    ["002", "failed", "failed"],
    ["003", "pay_offline", "success"],
    ["004", "pay_offline", "failed"],
    ["005", "pending", "success"],
    ["008", "timeout", "success"],
    ["009", "timeout", "failed"],
  ])("with a phone that ends in %s answers %s and ends as %s", async (digits, first, last) => {
    const shop = await startShop();
    const { data } = (await shop.charge(`+254710000${digits}`, { reference: "r-1" })).body;
    expect([data.status, data.reference]).toEqual([first, "r-1"]);
    await eventually(async () => expect((await shop.verify("r-1")).status).toBe(last));
    expect((await shop.get("/charge/r-1")).body.data).toMatchObject({ id: expect.any(Number), status: last });
    expect(await shop.webhooks()).toEqual(last === "success" ? ["charge.success"] : []);
  });

  it("sends the customer to a page for 007", async () => {
    const paystack = await startPaystack();
    const { data } = (await paystack.charge("+254710000007")).body;
    expect(data).toEqual({ reference: data.reference, status: "open_url", url: expect.stringContaining("/phone/") });
    expect((await paystack.verify(data.reference)).status).toBe("ongoing");
    expect((await paystack.press(data.url, "approve")).body.data.status).toBe("success");
  });

  it.each([
    ["006", "send_otp", "submit_otp", { otp: "123456" }],
    ["010", "send_pin", "submit_pin", { pin: "1234" }],
    ["011", "send_phone", "submit_phone", { phone: "0710000000" }],
    ["012", "send_birthday", "submit_birthday", { birthday: "1990-01-31" }],
    ["013", "send_address", "submit_address", { address: "1 Moi Ave", city: "Nairobi", state: "N", zip_code: "00100" }],
  ])("asks for more when the phone ends in %s: %s", async (digits, status, path, given) => {
    const paystack = await startPaystack();
    const { data } = (await paystack.charge(`+254710000${digits}`, { reference: "r-1" })).body;
    expect(data).toEqual({ reference: "r-1", status, display_text: expect.any(String) });
    expect((await paystack.get("/charge/r-1")).body.data).toEqual(data);
    expect((await paystack.post(`/charge/${path}`, { reference: "r-1" })).body.code).toBe("missing_params");
    const answer = await paystack.post(`/charge/${path}`, { reference: "r-1", ...given });
    expect(answer).toMatchObject({ status: 200, body: { data: { id: expect.any(Number), status: "success" } } });
    expect((await paystack.post(`/charge/${path}`, { reference: "r-1", ...given })).status).toBe(400);
  });

  it("asks again for 000000, fails for 999999, and takes nothing that it has not asked for", async () => {
    const paystack = await startPaystack();
    await paystack.charge("+254710000006", { reference: "r-1" });
    const submit = (otp: string) => paystack.post("/charge/submit_otp", { reference: "r-1", otp });
    expect((await submit("000000")).body.data.status).toBe("send_otp");
    expect((await paystack.post("/charge/submit_pin", { reference: "r-1", pin: "1234" })).status).toBe(400);
    expect((await submit("999999")).body.data).toMatchObject({ status: "failed", message: expect.any(String) });
    expect((await paystack.post("/charge/submit_otp", { reference: "r-2", otp: "1" })).body.code).toBe(
      "transaction_not_found",
    );
  });

  it("names paybill and account for mpesa_offline, the account as a number", async () => {
    const paystack = await startPaystack();
    const mobile_money = { phone: "+254710000000", provider: "mpesa_offline" };
    const { data } = (await paystack.charge("", { mobile_money })).body;
    expect(data).toMatchObject({
      status: "pay_offline",
      account_number: "4084333",
      account_reference: expect.any(Number),
    });
  });

  it("names a code to dial for USSD", async () => {
    const paystack = await startPaystack();
    const members = { mobile_money: undefined, ussd: { type: "737" }, currency: "NGN" };
    const { data } = (await paystack.charge("", members)).body;
    expect(data).toMatchObject({ status: "pay_offline", ussd_code: expect.stringMatching(/^\*737\*/) });
  });

  it.each(["mtn", "atl", "vod", "tgo"])("takes %s in Ghana", async (provider) => {
    const paystack = await startPaystack();
    const mobile_money = { phone: "0551234987", provider };
    expect((await paystack.charge("", { mobile_money, currency: "GHS" })).body.data.status).toBe("pay_offline");
  });

  it.each([
    [{ mobile_money: undefined }, "missing_params"],
    [{ mobile_money: { provider: "mpesa" } }, "missing_params"],
    [{ mobile_money: { phone: "+254710000000" } }, "missing_params"],
    [{ mobile_money: { phone: "12", provider: "mpesa" } }, "invalid_params"],
    [{ mobile_money: { phone: "+254710000000", provider: "pigeon" } }, "invalid_params"],
    [{ currency: "GHS" }, "invalid_params"],
  ])("is refused with %j", async (members, code) => {
    const paystack = await startPaystack();
    expect(await paystack.charge("+254710000000", members)).toMatchObject({ status: 400, body: { code } });
  });

  it.each([
    ["approve", "success", "success"],
    ["decline", "failed", "failed"],
    ["auto", "pay_offline", "success"],
    ["autodecline", "pay_offline", "failed"],
    ["fees", "pay_offline", "success"],
  ])("of %s@ answers %s and ends as %s, unless the phone is magic", async (word, first, last) => {
    const paystack = await startPaystack();
    const email = `${word}@x.test`;
    const { data } = (await paystack.charge("+254710000000", { reference: "r-1", email })).body;
    expect(data.status).toBe(first);
    await eventually(async () => expect((await paystack.verify("r-1")).status).toBe(last));
    expect((await paystack.charge("+254710000006", { email })).body.data.status).toBe("send_otp");
  });

  it.each(["error+approve", "lost+approve"])("of %s@ is paid, whatever the answer", async (word) => {
    const shop = await startShop();
    const members = { reference: "r-1", email: `${word}@x.test` };
    const status = await shop.charge("+254710000000", members).then(
      (answer) => answer.status,
      () => "cut",
    );
    expect(status).toBe(word.startsWith("error") ? 500 : "cut");
    expect((await shop.charge("+254710000000", members)).body.code).toBe("duplicate_reference");
    expect((await shop.knob("ledger?reference=r-1")).body).toMatchObject({ completed: { "r-1": 1 } });
    await eventually(() => expect(shop.merchant.events()).toEqual(["charge.success"]));
  });

  it("has a phone, not a checkout; a hosted payment has it the other way round", async () => {
    const paystack = await startPaystack();
    await paystack.charge("+254710000000", { reference: "r-1" });
    await paystack.initialize("jane@x.test", { reference: "r-2" });
    expect((await send(`${paystack.url}/phone/r-2`)).status).toBe(404);
    expect((await paystack.press(`${paystack.url}/phone/r-2`, "approve")).status).toBe(400);
    expect((await send(`${paystack.url}/phone/%E0%A4`)).status).toBe(404);
    expect((await send(`${paystack.url}/phone`)).text).toContain("/phone/r-1");
  });
});
