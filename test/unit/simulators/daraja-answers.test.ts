import { describe, expect, it } from "vitest";
import { eventually } from "./cpay-harness.ts";
import { phone, startDaraja } from "./daraja-harness.ts";

describe("the STK query", () => {
  it("answers what is final with a string code, without receipt or amount", async () => {
    const daraja = await startDaraja();
    const { CheckoutRequestID } = (await daraja.push(phone("003"))).body;
    await eventually(async () => {
      const { status, body } = await daraja.query(CheckoutRequestID);
      expect([status, body]).toEqual([
        200,
        {
          ResponseCode: "0",
          ResponseDescription: "The service request has been accepted successsfully",
          MerchantRequestID: expect.any(String),
          CheckoutRequestID,
          ResultCode: "1032",
          ResultDesc: "Request canceled by user.",
        },
      ]);
    });
  });

  it("does not know a prompt of nowhere, nor anything with a wrong password", async () => {
    const daraja = await startDaraja();
    const nowhere = await daraja.query("ws_CO_1");
    expect([nowhere.status, nowhere.body.errorMessage]).toEqual([500, "The transaction does not Exist"]);
    const wrong = await daraja.post("/mpesa/stkpushquery/v1/query", {
      BusinessShortCode: "174379",
      Password: "x",
      Timestamp: "20261018143000",
      CheckoutRequestID: "ws_CO_1",
    });
    expect(wrong.body.errorMessage).toBe("[MerchantValidate] - Wrong credentials");
  });

  it.each([
    ["4999", 200, { ResultCode: "4999" }],
    ["empty", 200, { errorCode: "500.001.1001", errorMessage: "" }],
    ["processing", 500, { errorCode: "500.001.1001", errorMessage: "The transaction is being processed" }],
    ["missing", 500, { errorCode: "500.001.1001", errorMessage: "The transaction does not Exist" }],
  ])("answers an open prompt in the shape %s", async (shape, status, body) => {
    const daraja = await startDaraja();
    await daraja.knob("settings", { in_flight: shape });
    const { CheckoutRequestID } = (await daraja.push(phone("100"))).body;
    const answer = await daraja.query(CheckoutRequestID);
    expect([answer.status, answer.body]).toMatchObject([status, body]);
  });

  it.each([
    ["060", 200, { ResultCode: "4999" }],
    ["061", 200, { errorMessage: "" }],
    ["062", 500, { errorMessage: "The transaction is being processed" }],
    ["063", 500, { errorMessage: "The transaction does not Exist" }],
  ])("has a shape of its own in flight for %s, and then tells", async (digits, status, body) => {
    const daraja = await startDaraja();
    const { CheckoutRequestID } = (await daraja.push(phone(digits))).body;
    const answer = await daraja.query(CheckoutRequestID);
    expect([answer.status, answer.body]).toMatchObject([status, body]);
    await eventually(async () => expect((await daraja.query(CheckoutRequestID)).body.ResultCode).toBe("0"));
  });

  it.each([
    ["022", {}, { errorMessage: "The transaction does not Exist" }],
    ["064", {}, { errorMessage: "The transaction does not Exist" }],
    ["065", {}, { ResultCode: 0 }],
    ["066", {}, { errorCode: "500.003.02" }],
    ["000", { query_codes: "number" }, { ResultCode: 0 }],
    ["000", { query_final: "missing" }, { errorMessage: "The transaction does not Exist" }],
    ["000", { query_final: "contradiction" }, { ResultCode: "1032" }],
    ["001", { query_final: "contradiction" }, { ResultCode: "0" }],
  ])("answers an ended prompt of %s with %j as %j", async (digits, settings, body) => {
    const daraja = await startDaraja();
    await daraja.knob("settings", settings);
    const payer = phone(digits);
    const { CheckoutRequestID } = (await daraja.push(payer)).body;
    await eventually(async () => {
      const [prompt] = (await daraja.ledger()).prompts;
      expect(prompt).not.toMatchObject({ state: "open" });
    });
    expect((await daraja.query(CheckoutRequestID)).body).toMatchObject(body);
  });
});

describe("answers that go wrong", () => {
  const HTML = /^<html>/;

  it.each([
    ["040", 500, "500.003.02", 0],
    ["041", 500, "500.003.02", 0],
    ["042", 429, undefined, 0],
    ["043", 500, "500.001.1001", 0],
    ["044", 500, "500.001.1001", 0],
    ["045", 500, "500.003.1001", 1],
    ["046", 500, "500.003.1001", 0],
    ["047", 503, undefined, 1],
    ["048", 500, undefined, 1],
    ["049", 503, undefined, 0],
    ["050", 400, undefined, 0],
    ["051", 400, "400.002.02", 0],
    ["053", 200, "500.003.02", 0],
    ["054", 200, undefined, 1],
    ["055", 200, undefined, 1],
    ["056", 500, "500.003.03", 0],
  ])("%s: %i, %s, and the effect %i times, for pushes and payouts", async (digits, status, errorCode, effects) => {
    const daraja = await startDaraja();
    const customer = phone(digits);
    const pushed = await daraja.push(customer);
    const paid = await daraja.payout(customer);
    expect([pushed.status, pushed.body.errorCode]).toEqual([status, errorCode]);
    expect([paid.status, paid.body.errorCode]).toEqual([status, errorCode]);
    await eventually(async () => {
      const { prompts, debits, payouts, credits } = await daraja.ledger();
      expect([prompts, debits, payouts, credits].map((list) => list.length)).toEqual(Array(4).fill(effects));
    });
  });

  it("have bodies that no client may choke on", async () => {
    const { push } = await startDaraja();
    expect((await push(phone("047"))).text).toMatch(HTML);
    expect((await push(phone("048"))).body).toMatchObject({ Envelope: { Body: { Fault: {} } } });
    expect((await push(phone("050"))).text).toBe("");
    const broken = (await push(phone("054"))).text;
    expect(() => JSON.parse(broken)).toThrow(SyntaxError);
    expect((await push(phone("055"))).body.ResponseCode).toBe("00000000");
  });

  it.each([
    ["031", 1, 1, 1],
    ["032", 1, 0, 1],
    ["033", 1, 1, 0],
    ["034", 0, 0, 0],
  ])("%s: cut, with %i prompts, %i debits and %i callbacks", async (digits, prompts, debits, callbacks) => {
    const daraja = await startDaraja();
    await daraja.login();
    await expect(daraja.push(phone(digits))).rejects.toThrow("fetch failed");
    await eventually(async () => {
      const ledger = await daraja.ledger();
      expect([ledger.prompts, ledger.debits, ledger.callbacks].map((list) => list.length)).toEqual([
        prompts,
        debits,
        callbacks,
      ]);
    });
    expect(await daraja.shop.told("stk", callbacks)).toHaveLength(callbacks);
  });

  it("come by fault rules, too: by path, phone, account reference or the callback's path", async () => {
    const daraja = await startDaraja();
    const busy = { status: 500, body: { errorCode: "500.003.02" }, before: true };
    const payer = phone("100");
    await daraja.knob("faults", [
      { match: { path: "/mpesa/stkpush/", reference: payer }, times: 1, action: busy },
      { match: { reference: "INV-7" }, times: 1, action: { status: 503, body: "<html></html>", before: true } },
      { match: { reference: "/hook/stk" }, times: 1, action: { status: 400, body: "", before: true } },
    ]);
    expect((await daraja.push(payer)).body.errorCode).toBe("500.003.02");
    const page = await daraja.push(payer, { AccountReference: "INV-7" });
    expect([page.status, page.headers.get("content-type")]).toEqual([503, "text/html"]);
    expect((await daraja.push(payer)).status).toBe(400);
    expect((await daraja.push(payer)).status).toBe(200);
    expect((await daraja.ledger()).prompts).toHaveLength(1);
    const { counters } = (await daraja.knob("requests")).body;
    expect(counters["POST /mpesa/stkpush/v1/processrequest"]?.total).toBe(4);
  });
});
