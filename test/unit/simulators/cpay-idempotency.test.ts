import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { eventually, order, startCpay } from "./cpay-harness.ts";

describe("CPay's Idempotency-Key", () => {
  it.each(["/v1/payments", "refunds"])("is required to create (%s)", async (what) => {
    const cpay = await startCpay();
    const { id } = (await cpay.pay("approve@x.test")).body;
    const path = what === "refunds" ? `/v1/payments/${id}/refunds` : what;
    const answer = await cpay.post(path, order({ amount: 1 }), { key: "" });
    expect(answer).toMatchObject({ status: 400, body: { error: { code: "idempotency_key_required" } } });
  });

  it("gives the first answer again, whatever has happened since and however the body is written", async () => {
    const cpay = await startCpay();
    const key = randomUUID();
    const { reference, amount, currency } = order() as { reference: string; amount: number; currency: string };
    const first = await cpay.post("/v1/payments", { reference, amount, currency }, { key });
    await cpay.post(`/checkout/${first.body.id}/approve`, "");
    const again = await cpay.post("/v1/payments", JSON.stringify({ currency, amount, reference }, null, 2), { key });
    expect([again.status, again.body, again.headers.get("idempotent-replayed")]).toEqual([201, first.body, "true"]);
    expect((await cpay.knob("ledger")).body.charges).toEqual({ [reference]: 1 });
  });

  it("answers 409 when the key returns with another body or at another path", async () => {
    const cpay = await startCpay();
    const key = randomUUID();
    const { id } = (await cpay.pay("approve@x.test", {}, { key })).body;
    const reused = { status: 409, body: { error: { code: "idempotency_key_reused" } } };
    expect(await cpay.pay("approve@x.test", { amount: 999 }, { key })).toMatchObject(reused);
    expect(await cpay.refund(id, 100, null, { key })).toMatchObject(reused);
    expect((await cpay.knob("ledger")).body).toMatchObject({ payments: [{ id }], refunds: [] });
  });

  it("charges once for 50 calls at the same time", async () => {
    const cpay = await startCpay();
    const [key, body] = [randomUUID(), order({ customer: { email: "approve@x.test" } })];
    const answers = await Promise.all(Array.from({ length: 50 }, () => cpay.post("/v1/payments", body, { key })));
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect((await cpay.knob("ledger")).body.charges).toEqual({ [String(body.reference)]: 1 });
  });

  it("charges once when the calls are slow before their effect", async () => {
    const cpay = await startCpay();
    await cpay.knob("faults", [{ match: {}, action: { latency_ms: 30, before: true } }]);
    const [key, body] = [randomUUID(), order()];
    const answers = await Promise.all(Array.from({ length: 20 }, () => cpay.post("/v1/payments", body, { key })));
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    expect((await cpay.knob("ledger")).body.payments).toHaveLength(1);
  });

  it("refunds once for 50 calls at the same time, and never too much under different keys", async () => {
    const cpay = await startCpay();
    const { id } = (await cpay.pay("approve@x.test", { amount: 1000 })).body;
    const [key, body] = [randomUUID(), { amount: 300, reason: null, reference: "r" }];
    const path = `/v1/payments/${id}/refunds`;
    const same = await Promise.all(Array.from({ length: 50 }, () => cpay.post(path, body, { key })));
    expect(new Set(same.map(({ text }) => text)).size).toBe(1);
    const others = await Promise.all(Array.from({ length: 20 }, () => cpay.refund(id, 300)));
    expect(others.filter(({ status }) => status === 201)).toHaveLength(2);
    expect((await cpay.knob("ledger")).body.payments[0]?.amount_refunded).toBe(900);
  });

  it("remembers a refusal by decision: the repeat does not succeed because something changed", async () => {
    const cpay = await startCpay();
    const { id } = (await cpay.pay(null, { amount: 1000 })).body;
    const [key, body] = [randomUUID(), { amount: 300, reference: "r" }];
    expect((await cpay.post(`/v1/payments/${id}/refunds`, body, { key })).status).toBe(409);
    await cpay.post(`/checkout/${id}/approve`, "");
    expect((await cpay.post(`/v1/payments/${id}/refunds`, body, { key })).body.error.code).toBe("invalid_state");
    expect((await cpay.post(`/v1/payments/${id}/refunds`, body)).status).toBe(201);
  });

  it("does not bind a key to a body that was malformed", async () => {
    const cpay = await startCpay();
    const key = randomUUID();
    expect((await cpay.pay(null, { amount: -1 }, { key })).status).toBe(422);
    expect((await cpay.pay(null, {}, { key })).status).toBe(201);
  });

  it("answers a repeated cancel with the first answer", async () => {
    const cpay = await startCpay();
    const { id } = (await cpay.pay(null)).body;
    const key = randomUUID();
    const first = await cpay.post(`/v1/payments/${id}/cancel`, {}, { key });
    expect(await cpay.post(`/v1/payments/${id}/cancel`, {}, { key })).toMatchObject({ status: 200, body: first.body });
  });

  it("answers the repeat of a slow call while the first is still waiting", async () => {
    const cpay = await startCpay();
    const [key, body] = [randomUUID(), order({ customer: { email: "slow@x.test" } })];
    let answered = false;
    // The first is cut when the simulator closes, which is of no interest here.
    const first = cpay.post("/v1/payments", body, { key }).catch(() => undefined);
    void first.then(() => {
      answered = true;
    });
    await eventually(async () => expect((await cpay.knob("ledger")).body.payments).toHaveLength(1));
    expect(await cpay.post("/v1/payments", body, { key })).toMatchObject({
      status: 201,
      body: { status: "completed" },
    });
    expect(answered).toBe(false);
    expect((await cpay.knob("ledger")).body.payments).toHaveLength(1);
    await cpay.simulator.close();
    await first;
  });
});
