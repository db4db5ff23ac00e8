import { networkInterfaces } from "node:os";
import { describe, expect, it } from "vitest";
import { signTimestamped } from "../../../dev/simulators/support/timestamped-signature.ts";
import { API_SECRET, order, send, startCpay } from "./cpay-harness.ts";

const now = () => Math.floor(Date.now() / 1000);

describe("CPay payments", () => {
  it("answers 201 with the payment of the contract", async () => {
    const cpay = await startCpay();
    const body = order({
      amount: 123_456,
      customer: { email: "a@shop.test", phone: "+254700000000" },
      callback_url: "http://127.0.0.1:1/hook",
      return_url: "https://shop.test/done",
    });
    const created = await cpay.post("/v1/payments", body);
    expect(created.status).toBe(201);
    expect(created.body.id).toMatch(/^cp_[0-9a-f]{32}$/);
    expect(created.body).toEqual({
      ...body,
      id: created.body.id,
      status: "pending",
      checkout_url: `${cpay.url}/checkout/${created.body.id}`,
      created: expect.any(Number),
    });
    expect((await cpay.get(`/v1/payments/${created.body.id}`)).body).toEqual(created.body);
  });

  it("lists payments by reference, oldest first, and nothing for an unknown one", async () => {
    const cpay = await startCpay();
    const first = await cpay.pay(null, { reference: "order 1/2" });
    const second = await cpay.pay(null, { reference: "order 1/2" });
    await cpay.pay(null);
    const listed = await cpay.get(`/v1/payments?reference=${encodeURIComponent("order 1/2")}`);
    expect(listed.body).toEqual({ data: [first.body, second.body] });
    expect((await cpay.get("/v1/payments?reference=none")).body).toEqual({ data: [] });
    expect((await cpay.get("/v1/payments")).status).toBe(422);
  });

  it("cancels a pending payment once and no other", async () => {
    const cpay = await startCpay();
    const { id } = (await cpay.pay(null)).body;
    const cancelled = await cpay.post(`/v1/payments/${id}/cancel`, {}, { key: "" });
    expect(cancelled).toMatchObject({ status: 200, body: { id, status: "cancelled" } });
    expect(await cpay.state(id)).toMatchObject({ status: "cancelled" });
    const again = await cpay.post(`/v1/payments/${id}/cancel`, {}, { key: "" });
    expect(again).toMatchObject({ status: 409, body: { error: { code: "invalid_state" } } });
    const completed = (await cpay.pay("approve@x.test")).body;
    expect((await cpay.post(`/v1/payments/${completed.id}/cancel`, "")).status).toBe(409);
  });

  it.each([
    ["reference", undefined],
    ["reference", ""],
    ["reference", 7],
    ["amount", undefined],
    ["amount", 0],
    ["amount", -5],
    ["amount", 10.5],
    ["amount", "1000"],
    ["amount", Number.MAX_SAFE_INTEGER + 1],
    ["currency", "kes"],
    ["currency", "KESH"],
    ["currency", undefined],
    ["description", 5],
    ["customer", "someone"],
    ["customer", { email: 5 }],
    ["callback_url", "/hook"],
    ["callback_url", "ftp://shop.test/hook"],
    ["return_url", "shop"],
  ])("answers 422 when %s is %j", async (member, value) => {
    const cpay = await startCpay();
    const answer = await cpay.post("/v1/payments", order({ [member]: value }));
    expect(answer).toMatchObject({ status: 422, body: { error: { code: "invalid_request" } } });
    expect(answer.body.error.message).toContain(member === "customer" ? "" : member);
    expect((await cpay.knob("ledger")).body.payments).toEqual([]);
  });

  it.each(["JPY", "KWD", "UGX", "XAF", "CLF", "ZZZ"])("takes %s", async (currency) => {
    const cpay = await startCpay();
    expect(await cpay.pay(null, { currency })).toMatchObject({ status: 201, body: { currency, amount: 1000 } });
  });
});

describe("CPay refunds", () => {
  it("refunds in parts until nothing is left", async () => {
    const cpay = await startCpay();
    const { id } = (await cpay.pay("approve@x.test", { amount: 1000 })).body;
    const body = { amount: 400, reason: "one mug broke", reference: "r-1" };
    const first = await cpay.post(`/v1/payments/${id}/refunds`, body);
    expect(first.status).toBe(201);
    expect(first.body).toEqual({
      ...body,
      id: expect.stringMatching(/^cr_[0-9a-f]{32}$/),
      payment_id: id,
      currency: "KES",
      status: "completed",
      created: expect.any(Number),
    });
    expect((await cpay.get(`/v1/refunds/${first.body.id}`)).body).toEqual(first.body);
    const tooMuch = await cpay.refund(id, 601);
    expect(tooMuch).toMatchObject({ status: 422, body: { error: { code: "amount_too_large" } } });
    expect((await cpay.refund(id, 600)).status).toBe(201);
    expect((await cpay.refund(id, 1)).status).toBe(422);
    expect((await cpay.knob("ledger")).body.payments[0]?.amount_refunded).toBe(1000);
  });

  it.each([null, "decline@x.test"])("refuses to refund what is not completed (%s)", async (email) => {
    const cpay = await startCpay();
    const { id } = (await cpay.pay(email)).body;
    expect(await cpay.refund(id, 10)).toMatchObject({ status: 409, body: { error: { code: "invalid_state" } } });
  });

  it("answers 422 without an amount", async () => {
    const cpay = await startCpay();
    const { id } = (await cpay.pay("approve@x.test")).body;
    expect((await cpay.post(`/v1/payments/${id}/refunds`, { reason: "x" })).status).toBe(422);
  });
});

describe("CPay refusals", () => {
  it.each(["/v1/payments/cp_none", "/v1/refunds/cr_none", "/v1/nothing"])("answers 404 at %s", async (path) => {
    const cpay = await startCpay();
    const answer = await cpay.get(path);
    expect(answer).toMatchObject({ status: 404, body: { error: { code: "not_found", message: expect.any(String) } } });
  });

  it.each(["cancel", "refunds"])("answers 404 to %s of an unknown payment", async (action) => {
    const cpay = await startCpay();
    expect((await cpay.post(`/v1/payments/cp_none/${action}`, { amount: 1 })).status).toBe(404);
  });

  it("answers 405 with Allow to a wrong method", async () => {
    const cpay = await startCpay();
    const answer = await cpay.post("/v1/payments/cp_1", {});
    expect([answer.status, answer.headers.get("allow")]).toEqual([405, "GET"]);
  });

  it("answers 400 to malformed JSON and 422 to other JSON", async () => {
    const cpay = await startCpay();
    expect(await cpay.post("/v1/payments", "{")).toMatchObject({
      status: 400,
      body: { error: { code: "invalid_json" } },
    });
    expect((await cpay.post("/v1/payments", "[]")).status).toBe(422);
  });

  it("answers 413 to a body past 1 MiB", async () => {
    const cpay = await startCpay();
    expect((await cpay.pay(null, { description: "x".repeat(1024 * 1024) })).status).toBe(413);
  });

  it.each([{}, { authorization: "Bearer wrong" }, { authorization: "test-key" }])(
    "answers 401 to a GET with %j",
    async (headers) => {
      const cpay = await startCpay();
      const answer = await send(`${cpay.url}/v1/payments?reference=x`, { headers });
      expect(answer).toMatchObject({ status: 401, body: { error: { code: "unauthorized" } } });
    },
  );

  it("answers 401 to a POST with a wrong key, whatever its signature", async () => {
    const cpay = await startCpay();
    const answer = await cpay.pay(null, {}, { headers: { authorization: "Bearer wrong" } });
    expect(answer).toMatchObject({ status: 401, body: { error: { code: "unauthorized" } } });
  });

  it.each([
    ["missing", ""],
    ["malformed", "v1=abc"],
    ["made with another secret", (raw: string) => signTimestamped("other", raw, now())],
    ["of another body", () => signTimestamped(API_SECRET, "{}", now())],
    ["too old", (raw: string) => signTimestamped(API_SECRET, raw, now() - 302)],
    ["dated ahead", (raw: string) => signTimestamped(API_SECRET, raw, now() + 302)],
    ["of another time", (raw: string) => signTimestamped(API_SECRET, raw, now() - 1).replace(/t=\d+/, `t=${now()}`)],
    ["in capitals", (raw: string) => signTimestamped(API_SECRET, raw, now()).toUpperCase()],
  ])("answers 401 to a signature that is %s", async (_what, signature) => {
    const cpay = await startCpay();
    const raw = JSON.stringify(order());
    const header = typeof signature === "string" ? signature : signature(raw);
    const answer = await cpay.post("/v1/payments", raw, { headers: { "x-cpay-signature": header } });
    expect(answer).toMatchObject({ status: 401, body: { error: { code: "invalid_signature" } } });
    expect((await cpay.knob("ledger")).body.payments).toEqual([]);
  });

  it("accepts a signature near the edge of the tolerance, and one good v1 among several", async () => {
    const cpay = await startCpay();
    const raw = JSON.stringify(order());
    const signature = signTimestamped(API_SECRET, raw, now() - 295).replace(",", `,v1=${"0".repeat(64)},`);
    expect((await cpay.post("/v1/payments", raw, { headers: { "x-cpay-signature": signature } })).status).toBe(201);
  });

  it("measures the age of a signature with the clock it was given", async () => {
    const cpay = await startCpay({ clock: () => Date.now() + 3_600_000 });
    expect((await cpay.pay(null)).body.error.code).toBe("invalid_signature");
  });
});

describe("startCpaySimulator", () => {
  it("rejects when the port is taken", async () => {
    const cpay = await startCpay();
    await expect(startCpay({ port: Number(new URL(cpay.url).port) })).rejects.toThrow("EADDRINUSE");
  });

  it("lets only this machine turn knobs", async () => {
    const cpay = await startCpay({ host: "0.0.0.0" });
    const [outside] = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .filter(({ family, internal }) => family === "IPv4" && !internal);
    expect((await cpay.knob("ledger")).status).toBe(200);
    // A machine without a network has no address to come from, and nobody who could.
    const answer = outside && (await send(`${cpay.url.replace("127.0.0.1", outside.address)}/_sim/ledger`));
    expect(answer?.body.error.code ?? "loopback_only").toBe("loopback_only");
  });
});
