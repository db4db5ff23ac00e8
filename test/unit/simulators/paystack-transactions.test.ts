import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { eventually, startPaystack, startShop } from "./paystack-harness.ts";

describe("calling Paystack", () => {
  it.each(["", "Bearer wrong", "sk_test_simulator", "Basic sk_test_simulator"])("refuses %j with 401", async (key) => {
    const paystack = await startPaystack();
    expect(await paystack.post("/transaction/initialize", {}, { authorization: key })).toMatchObject({
      status: 401,
      body: { status: false, message: "Invalid key", type: "validation_error", code: "invalid_key" },
    });
  });

  it.each([
    [{ email: undefined }, "missing_params"],
    [{ amount: undefined }, "missing_params"],
    [{ email: "jane" }, "invalid_params"],
    [{ amount: 0 }, "invalid_params"],
    [{ amount: 10.5 }, "invalid_params"],
    [{ amount: "ten" }, "invalid_params"],
    [{ currency: "EUR" }, "invalid_params"],
    [{ reference: "pay_1" }, "invalid_params"],
    [{ channels: ["carrier_pigeon"] }, "invalid_params"],
    [{ callback_url: "/return" }, "invalid_params"],
    [{ metadata: [1] }, "invalid_params"],
  ])("answers 400 to %j", async (members, code) => {
    const paystack = await startPaystack();
    const { status, body } = await paystack.initialize("jane@x.test", members);
    expect([status, body.status, body.code]).toEqual([400, false, code]);
    expect(body.meta).toEqual({ nextStep: expect.any(String) });
    expect((await paystack.knob("ledger")).body.transactions).toEqual([]);
  });

  it("says less about errors in older answers", async () => {
    const paystack = await startPaystack();
    await paystack.knob("quirks", { errors: "old" });
    expect((await paystack.initialize("jane")).body).toEqual({ status: false, message: expect.any(String) });
    await paystack.knob("quirks", { errors: "string_status" });
    expect((await paystack.initialize("jane")).body.status).toBe("false");
    expect((await paystack.knob("quirks", { erors: "old" })).status).toBe(422);
  });

  it("answers 404 to an unknown address, 400 to what is not JSON", async () => {
    const paystack = await startPaystack();
    expect((await paystack.get("/transfer")).status).toBe(404);
    expect(await paystack.post("/charge", "{")).toMatchObject({ status: 400, body: { status: false } });
  });
});

describe("a transaction", () => {
  it("is initialized with the page's address, and abandoned before the customer does anything", async () => {
    const paystack = await startPaystack();
    const members = { reference: "order-7.a=b", metadata: { transaction_id: "t1" } };
    const { status, body } = await paystack.initialize("jane@x.test", members);
    expect([status, body]).toEqual([
      200,
      {
        status: true,
        message: "Authorization URL created",
        data: {
          authorization_url: `${paystack.url}/checkout/${body.data.access_code}`,
          access_code: expect.stringMatching(/^[a-z0-9]+$/),
          reference: "order-7.a=b",
        },
      },
    ]);
    const data = await paystack.verify(encodeURIComponent("order-7.a=b"));
    expect(data).toMatchObject({
      status: "abandoned",
      amount: 100_000,
      requested_amount: 100_000,
      currency: "KES",
      domain: "test",
      fees: null,
      log: null,
      paid_at: null,
      paidAt: null,
      authorization: {},
      metadata: { transaction_id: "t1" },
      customer: { email: "jane@x.test", customer_code: expect.stringMatching(/^CUS_/), risk_action: "default" },
    });
    expect(Number(data.id)).toBeGreaterThan(2 ** 32);
    expect(Number.isSafeInteger(data.id)).toBe(true);
    expect(data.createdAt).toBe(data.created_at);
  });

  it("takes digits for an amount, makes a reference, and uses the first currency", async () => {
    const paystack = await startPaystack({ currencies: ["ZAR", "USD"] });
    const members = { amount: "2500", reference: undefined, currency: undefined };
    const { reference } = (await paystack.initialize("jane@x.test", members)).body.data;
    expect(await paystack.verify(reference)).toMatchObject({ amount: 2500, currency: "ZAR", metadata: "" });
    expect((await paystack.initialize("jane@x.test")).status).toBe(400);
  });

  it("uses a reference once, over both ways to pay, even when many come at a time", async () => {
    const paystack = await startPaystack();
    const reference = randomUUID();
    const answers = await Promise.all(
      [1, 2, 3].flatMap(() => [
        paystack.initialize("jane@x.test", { reference }),
        paystack.charge("+254710000000", { reference }),
      ]),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    const refusal = answers.find(({ status }) => status === 400);
    expect(refusal?.body).toMatchObject({ message: "Duplicate Transaction Reference", code: "duplicate_reference" });
    expect((await paystack.knob("ledger")).body).toMatchObject({ charges: { [reference]: 1 }, completed: {} });
  });

  it("is not found under another reference: 400, or 404", async () => {
    const paystack = await startPaystack();
    const wanted = { status: 400, body: { status: false, code: "transaction_not_found" } };
    for (const path of ["/transaction/verify/none", "/charge/none", "/transaction/verify/%E0%A4"]) {
      expect(await paystack.get(path)).toMatchObject(wanted);
    }
    expect(await paystack.refund("none")).toMatchObject(wanted);
    await paystack.knob("quirks", { not_found: "404" });
    expect(await paystack.get("/transaction/verify/none")).toMatchObject({ ...wanted, status: 404 });
  });

  it.each([
    ["empty", ""],
    ["zero", 0],
    ["null", null],
    ["string", '{"a":1}'],
    ["given", { a: 1 }],
  ])("shows its metadata %s: %j", async (metadata, shown) => {
    const shop = await startShop();
    await shop.knob("quirks", { metadata });
    const { reference } = await shop.pay({ metadata: { a: 1 } });
    expect((await shop.verify(reference)).metadata).toEqual(shown);
    await eventually(() => expect(shop.merchant.received[0]?.data.metadata).toEqual(shown));
  });

  it.each(["pending", "processing", "queued", "ongoing", "never-heard-of"])("can be %s, by knob", async (status) => {
    const shop = await startShop();
    const { reference } = (await shop.initialize("jane@x.test")).body.data;
    expect((await shop.knob("transactions", { reference, status })).status).toBe(200);
    expect((await shop.verify(reference)).status).toBe(status);
    await shop.knob("transactions", { reference, status: "success" });
    await eventually(() => expect(shop.merchant.events()).toEqual(["charge.success"]));
  });
});
