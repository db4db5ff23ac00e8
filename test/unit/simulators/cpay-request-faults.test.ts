import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { eventually, order, startCpay } from "./cpay-harness.ts";

const PAYMENTS = { method: "POST", path: "/v1/payments" };

async function startFaulty(...rules: unknown[]) {
  const cpay = await startCpay();
  expect((await cpay.knob("faults", rules)).status).toBe(200);
  const charged = async () => (await cpay.knob("ledger")).body.payments.length;
  return { ...cpay, charged };
}

describe("request faults after the effect", () => {
  it("latency_ms delays the answer", async () => {
    const cpay = await startFaulty({ match: PAYMENTS, action: { latency_ms: 120 } });
    const start = performance.now();
    expect((await cpay.pay(null)).status).toBe(201);
    expect(performance.now() - start).toBeGreaterThanOrEqual(115);
  });

  it("status answers an error in CPay's shape, with the payment made", async () => {
    const cpay = await startFaulty({ match: PAYMENTS, action: { status: 503 } });
    expect(await cpay.pay(null)).toMatchObject({ status: 503, body: { error: { code: "simulated_fault" } } });
    expect(await cpay.charged()).toBe(1);
  });

  it("a status below 400 keeps the body", async () => {
    const cpay = await startFaulty({ match: PAYMENTS, action: { status: 200 } });
    expect(await cpay.pay(null)).toMatchObject({ status: 200, body: { status: "pending" } });
  });

  it("drop cuts the connection, with the payment made; the same key then gives it", async () => {
    const cpay = await startFaulty({ match: PAYMENTS, times: 1, action: { drop: true } });
    const [key, body] = [randomUUID(), order()];
    await expect(cpay.post("/v1/payments", body, { key })).rejects.toThrow("fetch failed");
    expect(await cpay.charged()).toBe(1);
    expect((await cpay.post("/v1/payments", body, { key })).status).toBe(201);
    expect(await cpay.charged()).toBe(1);
    expect((await cpay.knob("requests")).body.requests.map(({ status }) => status)).toEqual([null, 201]);
  });

  it("garbage answers something that is not JSON", async () => {
    const cpay = await startFaulty({ match: PAYMENTS, action: { garbage: true } });
    const { status, text } = await cpay.pay(null);
    expect(status).toBe(201);
    expect(() => JSON.parse(text)).toThrow(SyntaxError);
    expect(await cpay.charged()).toBe(1);
  });

  it.each([
    [{ id: "cp_other" }, '{"id":"cp_other"}'],
    ["<html>", "<html>"],
  ])("body %j is sent instead", async (body, sent) => {
    const cpay = await startFaulty({ match: PAYMENTS, action: { body } });
    expect(await cpay.pay(null)).toMatchObject({ status: 201, text: sent });
  });

  it("lie replaces members of the answer, in lists of each element", async () => {
    const cpay = await startFaulty({ match: { path: "/v1/" }, action: { lie: { amount: 1 } } });
    const { body } = await cpay.pay(null);
    expect(body).toMatchObject({ amount: 1, currency: "KES" });
    expect((await cpay.get(`/v1/payments?reference=${body.reference}`)).body.data).toMatchObject([{ amount: 1 }]);
    expect((await cpay.knob("ledger")).body.payments).toMatchObject([{ amount: 1000 }]);
  });
});

describe("request faults before the effect", () => {
  it.each([{ status: 500 }, { garbage: true }, { body: {} }])("%j charges nothing", async (action) => {
    const cpay = await startFaulty({ match: PAYMENTS, action: { ...action, before: true } });
    expect((await cpay.pay(null)).body.id).toBeUndefined();
    expect(await cpay.charged()).toBe(0);
  });

  it("drop charges nothing", async () => {
    const cpay = await startFaulty({ match: PAYMENTS, action: { drop: true, before: true } });
    await expect(cpay.pay(null)).rejects.toThrow("fetch failed");
    expect(await cpay.charged()).toBe(0);
  });

  it("latency_ms only puts the effect off", async () => {
    const cpay = await startFaulty({ match: PAYMENTS, action: { latency_ms: 150, before: true } });
    const answer = cpay.pay(null);
    await eventually(async () => expect((await cpay.knob("faults")).body.rules[0]?.hits).toBe(1));
    expect(await cpay.charged()).toBe(0);
    expect((await answer).status).toBe(201);
    expect(await cpay.charged()).toBe(1);
  });
});

describe("which requests a rule strikes", () => {
  it("times: that often, then no more", async () => {
    const cpay = await startFaulty({ match: PAYMENTS, times: 2, action: { status: 500 } });
    const statuses = [];
    for (let call = 0; call < 4; call += 1) statuses.push((await cpay.pay(null)).status);
    expect(statuses).toEqual([500, 500, 201, 201]);
    expect((await cpay.knob("faults")).body.rules).toMatchObject([{ times: 2, hits: 2 }]);
  });

  it("probability: never at 0, always at 1, now and then between", async () => {
    const cpay = await startFaulty(
      { match: { path: "/v1/payments/cp_a" }, probability: 0, action: { status: 500 } },
      { match: { path: "/v1/payments/cp_b" }, probability: 1, action: { status: 500 } },
      { match: { path: "/v1/payments/cp_c" }, probability: 0.5, action: { status: 500 } },
    );
    const statuses = async (id: string) =>
      new Set(await Promise.all(Array.from({ length: 60 }, async () => (await cpay.get(`/v1/payments/${id}`)).status)));
    expect(await statuses("cp_a")).toEqual(new Set([404]));
    expect(await statuses("cp_b")).toEqual(new Set([500]));
    // All alike by chance: once in 2^59 runs.
    expect(await statuses("cp_c")).toEqual(new Set([404, 500]));
  });

  it("method, path as prefix and path as regular expression", async () => {
    const cpay = await startFaulty(
      { match: { method: "get", path: "/v1/refunds" }, action: { status: 501 } },
      { match: { path: "^/v1/payments/[^/]+/refunds$" }, action: { status: 502, before: true } },
    );
    const { id } = (await cpay.pay("approve@x.test")).body;
    expect((await cpay.get("/v1/refunds/cr_1")).status).toBe(501);
    expect((await cpay.refund(id, 1)).status).toBe(502);
    expect((await cpay.get(`/v1/payments/${id}`)).status).toBe(200);
  });

  it("reference: in body, query, or of the payment or refund in the path", async () => {
    const cpay = await startCpay();
    const { id } = (await cpay.pay("approve@x.test", { reference: "mine" })).body;
    const refund = (await cpay.refund(id, 1)).body;
    const other = (await cpay.pay(null)).body;
    await cpay.knob("faults", [{ match: { reference: "mine" }, action: { status: 500 } }]);
    const struck = await Promise.all([
      cpay.pay(null, { reference: "mine" }),
      cpay.get("/v1/payments?reference=mine"),
      cpay.get(`/v1/payments/${id}`),
      cpay.get(`/v1/refunds/${refund.id}`),
    ]);
    expect(struck.map(({ status }) => status)).toEqual([500, 500, 500, 500]);
    expect((await cpay.get(`/v1/payments/${other.id}`)).status).toBe(200);
  });

  it("the first rule that matches, whose strikes are not used up", async () => {
    const cpay = await startFaulty(
      { match: PAYMENTS, times: 1, action: { status: 500 } },
      { match: {}, action: { status: 502 } },
    );
    expect([(await cpay.pay(null)).status, (await cpay.pay(null)).status]).toEqual([500, 502]);
  });
});

describe("/_sim/faults", () => {
  it("replaces, lists and deletes", async () => {
    const cpay = await startFaulty({ match: PAYMENTS, action: { status: 500 } });
    const rules = [{ match: { event: "*" }, action: { repeat: 2 } }];
    expect((await cpay.knob("faults", { rules })).body.rules).toEqual([{ ...rules[0], hits: 0 }]);
    expect((await cpay.pay(null)).status).toBe(201);
    expect((await cpay.knob("faults", undefined, "DELETE")).body.rules).toEqual([]);
    expect((await cpay.knob("faults")).body.rules).toEqual([]);
  });

  it.each([
    [{}],
    ["drop"],
    [[5]],
    [[{ match: {} }]],
    [[{ match: { pth: "/" }, action: {} }]],
    [[{ match: { path: "([" }, action: {} }]],
    [[{ match: {}, action: { repeat: 1 } }]],
    [[{ match: { event: "*" }, action: { latency_ms: 1 } }]],
    [[{ match: {}, action: { latency_ms: -1 } }]],
    [[{ match: {}, action: { status: 99 } }]],
    [[{ match: {}, times: 0, action: {} }]],
    [[{ match: {}, probability: 2, action: {} }]],
    [[{ match: {}, often: true, action: {} }]],
  ])("answers 422 to %j and keeps its rules", async (rules) => {
    const cpay = await startFaulty({ match: PAYMENTS, action: { status: 500 } });
    expect(await cpay.knob("faults", rules)).toMatchObject({
      status: 422,
      body: { error: { code: "invalid_request" } },
    });
    expect((await cpay.knob("faults")).body.rules).toHaveLength(1);
  });
});

describe("/_sim/requests", () => {
  it("keeps the last 200 and counts all by route and status", async () => {
    const cpay = await startCpay();
    const key = randomUUID();
    const { id } = (await cpay.pay("approve@x.test", {}, { key })).body;
    await cpay.get(`/v1/payments/${id}?x=1`);
    await cpay.get("/nowhere");
    const few = (await cpay.knob("requests")).body;
    expect(few.requests).toMatchObject([
      { method: "POST", path: "/v1/payments", idempotency_key: key, status: 201 },
      { method: "GET", path: `/v1/payments/${id}?x=1`, idempotency_key: null, status: 200 },
      { method: "GET", path: "/nowhere", status: 404 },
    ]);
    for (let call = 0; call < 205; call += 1) await cpay.get(`/v1/refunds/cr_${call}`);
    const many = (await cpay.knob("requests")).body;
    expect(many.requests.map(({ path }) => path)).toEqual(
      Array.from({ length: 200 }, (_, index) => `/v1/refunds/cr_${index + 5}`),
    );
    expect(many.counters).toEqual({
      "POST /v1/payments": { total: 1, by_status: { 201: 1 } },
      "GET /v1/payments/:id": { total: 1, by_status: { 200: 1 } },
      "GET /v1/refunds/:id": { total: 205, by_status: { 404: 205 } },
      unmatched: { total: 1, by_status: { 404: 1 } },
    });
  });

  it("leaves knobs out, and they know neither faults nor latency", async () => {
    const cpay = await startFaulty({ match: {}, action: { status: 500 } });
    expect((await cpay.knob("ledger")).status).toBe(200);
    expect((await cpay.knob("requests")).body).toEqual({ requests: [], counters: {} });
  });
});

describe("latencyMs", () => {
  it("is added to every answer", async () => {
    const cpay = await startCpay({ latencyMs: 80 });
    const start = performance.now();
    expect((await cpay.get("/v1/payments?reference=x")).status).toBe(200);
    expect(performance.now() - start).toBeGreaterThanOrEqual(75);
  });
});
