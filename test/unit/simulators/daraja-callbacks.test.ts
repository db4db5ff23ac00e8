import { describe, expect, it } from "vitest";
import { eventually } from "./cpay-harness.ts";
import { itemsOf, PROMPT_MS, phone, SHORTCODE, startDaraja, type Told } from "./daraja-harness.ts";

const codeOf = (told: Told | undefined) => told?.json.Body?.stkCallback.ResultCode;

async function pay(digits: string, options: Parameters<typeof startDaraja>[0] = {}) {
  const daraja = await startDaraja(options);
  const payer = phone(digits);
  const answer = await daraja.push(payer);
  const said = async () => (await daraja.query(answer.body.CheckoutRequestID)).body.ResultCode;
  const tally = async () => (await daraja.ledger()).by_phone[payer];
  return { ...daraja, payer, answer, id: answer.body.CheckoutRequestID, said, tally };
}

describe("the STK callback", () => {
  it("comes once, even when it is refused", async () => {
    const { push, shop, ledger } = await startDaraja();
    shop.answer("stk", { status: 500, body: {} });
    await push(phone("000"));
    await eventually(async () =>
      expect((await ledger()).callbacks).toMatchObject([{ state: "exhausted", attempts: 1, last_status: 500 }]),
    );
    // That nothing more comes can only be waited for.
    await new Promise((resolve) => setTimeout(resolve, 5 * PROMPT_MS));
    expect(await shop.told("stk", 1)).toHaveLength(1);
  });

  it("has Daraja's headers, and amounts with two decimals", async () => {
    const { shop, payer, id } = await pay("000");
    const [told] = await shop.told("stk", 1);
    expect(told?.headers).toMatchObject({
      "content-type": "application/json;charset=UTF-8",
      businessshortcode: SHORTCODE,
    });
    expect(told?.raw).toContain('{"Name":"Amount","Value":100.00}');
    expect(told?.json).toEqual({
      Body: {
        stkCallback: {
          MerchantRequestID: expect.any(String),
          CheckoutRequestID: id,
          ResultCode: 0,
          ResultDesc: "The service request is processed successfully.",
          CallbackMetadata: {
            Item: [
              { Name: "Amount", Value: 100 },
              { Name: "MpesaReceiptNumber", Value: expect.stringMatching(/^[A-Z0-9]{10}$/) },
              { Name: "Balance" },
              { Name: "TransactionDate", Value: expect.any(Number) },
              { Name: "PhoneNumber", Value: Number(payer) },
            ],
          },
        },
      },
    });
  });

  it.each([
    ["001", 1],
    ["002", 2001],
    ["003", 1032],
    ["004", 1037],
    ["006", 1019],
    ["007", 1001],
    ["008", 9999],
    ["009", 26],
    ["010", 2028],
    ["011", "SFC_IC0003"],
    ["012", "E3008"],
    ["013", 1025],
    ["014", 7411],
    ["018", "1032"],
  ])("of a phone that ends in %s tells %j, without metadata or debit", async (digits, code) => {
    const { shop, said, ledger } = await pay(digits);
    const [told] = await shop.told("stk", 1);
    expect([codeOf(told), itemsOf(told)]).toEqual([code, {}]);
    expect(await said()).toBe(String(code));
    expect((await ledger()).debits).toEqual([]);
  });

  it("of the documented test phone tells 1037 when nobody has answered for long enough", async () => {
    const { push, shop } = await startDaraja({ unansweredMs: 30 });
    await push("254708374149");
    expect(codeOf((await shop.told("stk", 1))[0])).toBe(1037);
  });

  it("comes in shapes: strings, shuffled, bare", async () => {
    const strings = await pay("015");
    const [asStrings] = await strings.shop.told("stk", 1);
    expect(codeOf(asStrings)).toBe("0");
    expect(itemsOf(asStrings)).toMatchObject({ Amount: "100.00", PhoneNumber: expect.stringContaining("*") });
    const shuffled = await pay("016");
    const [mixed] = await shuffled.shop.told("stk", 1);
    expect(Object.keys(itemsOf(mixed))[0]).toBe("PhoneNumber");
    expect(itemsOf(mixed)).toMatchObject({ Amount: 100, OrganizationTier: { Code: 3 } });
    const bare = await pay("019");
    expect(Object.keys(itemsOf((await bare.shop.told("stk", 1))[0]))).not.toContain("Balance");
  });

  it("takes its shape from a setting, too", async () => {
    const { knob, push, shop } = await startDaraja();
    await knob("settings", { callback_shape: "strings" });
    await push(phone("003"));
    expect(codeOf((await shop.told("stk", 1))[0])).toBe("1032");
  });

  it("tells of less than was asked", async () => {
    const { shop, tally } = await pay("017");
    expect(itemsOf((await shop.told("stk", 1))[0]).Amount).toBe(99);
    expect(await tally()).toMatchObject({ debits: 1, debited: 99 });
  });

  it.each([
    ["020", "0", 1],
    ["021", "1032", 0],
  ])("never comes for %s, and the query tells %s", async (digits, code, debits) => {
    const { said, ledger } = await pay(digits);
    await eventually(async () => expect(await said()).toBe(code));
    expect((await ledger()).debits).toHaveLength(debits);
    expect((await ledger()).callbacks).toEqual([]);
  });

  it("comes late, and twice", async () => {
    const late = await pay("023");
    await eventually(async () => expect(await late.tally()).toMatchObject({ debits: 1 }));
    expect(late.shop.received).toEqual([]);
    await late.shop.told("stk", 1);
    const twice = await pay("024");
    const [one, other] = await twice.shop.told("stk", 2);
    expect(one?.raw).toBe(other?.raw);
    expect(await twice.tally()).toMatchObject({ debits: 1 });
  });

  it("comes before the push is answered", async () => {
    const { push, shop } = await startDaraja();
    let answered = false;
    let release = (_: { status: number; body: unknown }): void => {};
    shop.answer("stk", new Promise((resolve) => (release = resolve)));
    const pushed = push(phone("025")).then((answer) => {
      answered = true;
      return answer;
    });
    await shop.told("stk", 1);
    expect(answered).toBe(false);
    release({ status: 200, body: {} });
    expect((await pushed).status).toBe(200);
  });

  it("tells of a success after a time-out", async () => {
    const { shop, said, tally } = await pay("026");
    expect((await shop.told("stk", 2)).map(codeOf)).toEqual([1037, 0]);
    expect([await said(), await tally()]).toMatchObject(["0", { debits: 1 }]);
  });

  it("tells of a failure that is none after a success", async () => {
    const { shop, said, tally } = await pay("030");
    expect((await shop.told("stk", 2)).map(codeOf)).toEqual([0, 1037]);
    expect([await said(), await tally()]).toMatchObject(["0", { debits: 1 }]);
  });

  it.each([
    ["027", 0, "1032", 1],
    ["028", 1032, "0", 1],
    ["029", 0, "1032", 0],
  ])("contradicts the query for %s", async (digits, told, queried, debits) => {
    const { shop, said, tally } = await pay(digits);
    expect(codeOf((await shop.told("stk", 1))[0])).toBe(told);
    expect([await said(), await tally()]).toMatchObject([queried, { debits }]);
  });
});

describe("fault rules for callbacks", () => {
  it("strike by type and by phone, path or account reference", async () => {
    const daraja = await startDaraja();
    const [dropped, repeated, lied] = [phone("000"), phone("000"), phone("000")];
    await daraja.knob("faults", [
      { match: { event: "stk", reference: dropped }, action: { drop: true } },
      { match: { event: "stk", reference: "/hook/repeated" }, action: { repeat: 2 } },
      {
        match: { event: "*", reference: "INV-LIE" },
        action: { lie: { amount: 7, MpesaReceiptNumber: "FAKEFAKE01", ResultDesc: "Lie" } },
      },
    ]);
    await daraja.push(dropped);
    await daraja.push(repeated, { CallBackURL: daraja.shop.hook("repeated") });
    await daraja.push(lied, { CallBackURL: daraja.shop.hook("lied"), AccountReference: "INV-LIE" });
    await daraja.shop.told("repeated", 3);
    const [told] = await daraja.shop.told("lied", 1);
    expect(itemsOf(told)).toMatchObject({ Amount: 7, MpesaReceiptNumber: "FAKEFAKE01", PhoneNumber: Number(lied) });
    expect(told?.raw).toContain('"ResultDesc":"Lie"');
    expect((await daraja.ledger(`?phone=${dropped}`)).callbacks).toMatchObject([{ state: "dropped" }]);
  });
});

describe("POST /_sim/callbacks", () => {
  it("posts what M-Pesa would, with lies and headers, and shows the answer", async () => {
    const daraja = await startDaraja();
    const { CheckoutRequestID } = (await daraja.push(phone("100"))).body;
    const forged = await daraja.knob("callbacks", {
      checkout_request_id: CheckoutRequestID,
      lie: { amount: 1 },
      headers: { "cf-connecting-ip": "196.201.214.200" },
    });
    expect(forged.body.answer).toMatchObject({ status: 200 });
    const [told] = await daraja.shop.told("stk", 1);
    expect(itemsOf(told)).toMatchObject({ Amount: 1 });
    expect(told?.headers["cf-connecting-ip"]).toBe("196.201.214.200");
    expect((await daraja.ledger()).debits).toEqual([]);
  });

  it("posts anything anywhere", async () => {
    const daraja = await startDaraja();
    await daraja.knob("callbacks", { url: daraja.shop.hook("else"), body: { Body: 1 } });
    expect((await daraja.shop.told("else", 1))[0]?.raw).toBe('{"Body":1}');
    const nobody = await daraja.knob("callbacks", { url: "http://127.0.0.1:1/", body: "[" });
    expect(nobody.body).toMatchObject({ sent: "[", answer: null, error: expect.stringContaining("ECONNREFUSED") });
    expect((await daraja.knob("callbacks", { url: "nowhere", body: {} })).status).toBe(422);
    expect((await daraja.knob("callbacks", { checkout_request_id: "x" })).status).toBe(404);
  });
});
