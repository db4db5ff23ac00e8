import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { verifyTimestamped } from "../../../dev/simulators/support/timestamped-signature.ts";
import { eventually, type Received, startCpay, startMerchant, WEBHOOK_SECRET } from "./cpay-harness.ts";

function isAuthentic({ raw, signature }: Received, seconds = Date.now() / 1000): boolean {
  return verifyTimestamped(WEBHOOK_SECRET, raw, signature, { seconds, toleranceSeconds: 300 });
}

async function startShop(...statuses: (number | Promise<number>)[]) {
  const [cpay, merchant] = [await startCpay(), await startMerchant(...statuses)];
  const pay = (email: string, reference: string = randomUUID()) =>
    cpay.pay(email, { callback_url: merchant.url, reference });
  const webhooks = async () => (await cpay.knob("ledger")).body.webhooks;
  return { ...cpay, merchant, pay, webhooks };
}

describe("webhooks", () => {
  it("are signed, and carry the payment with its reference", async () => {
    const shop = await startShop();
    const { body } = await shop.pay("approve@x.test");
    const received = await eventually(() => {
      expect(shop.merchant.received).toHaveLength(1);
      return shop.merchant.received[0] as Received;
    });
    expect(isAuthentic(received)).toBe(true);
    expect(received.event).toEqual({
      id: expect.stringMatching(/^evt_[0-9a-f]{32}$/),
      type: "payment.completed",
      created: expect.any(Number),
      data: body,
    });
  });

  it("announce a cancelled payment", async () => {
    const shop = await startShop();
    const { id } = (await shop.pay("x@x.test")).body;
    await shop.post(`/v1/payments/${id}/cancel`, {});
    await eventually(() => expect(shop.merchant.types()).toEqual(["payment.cancelled"]));
  });

  it("are repeated until 2xx, each attempt the same event", async () => {
    const shop = await startShop(500, 302, 401);
    await shop.pay("approve@x.test");
    await eventually(async () => expect(await shop.webhooks()).toMatchObject([{ state: "delivered", attempts: 4 }]));
    expect(new Set(shop.merchant.received.map(({ raw }) => raw)).size).toBe(1);
    expect(shop.merchant.received.every((received) => isAuthentic(received))).toBe(true);
  });

  it("are repeated when nobody listens, and given up after twelve attempts", async () => {
    const cpay = await startCpay({ webhookRetryMs: 1 });
    await cpay.pay("approve@x.test", { callback_url: "http://127.0.0.1:1/hook" });
    await eventually(async () => {
      const { webhooks } = (await cpay.knob("ledger")).body;
      expect(webhooks).toMatchObject([{ state: "exhausted", attempts: 12, last_status: null }]);
    });
  });

  it("are not sent without a callback_url", async () => {
    const cpay = await startCpay();
    await cpay.pay("approve@x.test");
    expect((await cpay.knob("ledger")).body.webhooks).toEqual([]);
  });

  it("stop when the simulator closes, even the one under way", async () => {
    const shop = await startShop(new Promise(() => {}));
    await shop.pay("approve@x.test");
    await eventually(() => expect(shop.merchant.received).toHaveLength(1));
    await shop.simulator.close();
    // That nothing comes can only be waited for: ten times the delay of the next attempt.
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(shop.merchant.received).toHaveLength(1);
  });

  it("stop when the simulator is reset, even the one under way", async () => {
    let answer = (_status: number): void => {};
    const shop = await startShop(
      new Promise((resolve) => {
        answer = resolve;
      }),
    );
    await shop.pay("approve@x.test");
    await eventually(() => expect(shop.merchant.received).toHaveLength(1));
    await shop.knob("reset", {});
    answer(500);
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(shop.merchant.received).toHaveLength(1);
    expect(await shop.webhooks()).toEqual([]);
  });
});

describe("webhook faults", () => {
  async function startFaulty(action: unknown, match: unknown = { event: "payment.completed" }, times = 1) {
    const shop = await startShop();
    expect((await shop.knob("faults", [{ match, times, action }])).status).toBe(200);
    return shop;
  }

  it("drop: never sent", async () => {
    const shop = await startFaulty({ drop: true });
    await shop.pay("approve@x.test");
    await shop.pay("approve@x.test");
    await eventually(() => expect(shop.merchant.received).toHaveLength(1));
    expect(await shop.webhooks()).toMatchObject([
      { state: "dropped", attempts: 0 },
      { state: expect.stringMatching(/pending|delivered/) },
    ]);
  });

  it("repeat: so many times more", async () => {
    const shop = await startFaulty({ repeat: 3 });
    await shop.pay("approve@x.test");
    await eventually(() => expect(shop.merchant.received).toHaveLength(4));
    expect(new Set(shop.merchant.received.map(({ event }) => event.id)).size).toBe(1);
  });

  it("delay_ms: later", async () => {
    const shop = await startFaulty({ delay_ms: 150 });
    const start = performance.now();
    await shop.pay("approve@x.test");
    await eventually(() => expect(shop.merchant.received).toHaveLength(1));
    expect(performance.now() - start).toBeGreaterThanOrEqual(145);
  });

  it("reorder: after the next event of the same payment", async () => {
    const shop = await startFaulty({ reorder: true }, { event: "*" }, 10);
    const start = performance.now();
    await shop.pay("latesuccess@x.test");
    await eventually(() => expect(shop.merchant.types()).toEqual(["payment.completed", "payment.failed"]));
    // Let go by the other event, long before the hold of 2 s ends.
    expect(performance.now() - start).toBeLessThan(1_800);
  });

  it("reorder: after 2 s when there is no next event", async () => {
    const shop = await startFaulty({ reorder: true });
    const start = performance.now();
    await shop.pay("approve@x.test");
    await eventually(() => expect(shop.merchant.received).toHaveLength(1));
    expect(performance.now() - start).toBeGreaterThanOrEqual(1_990);
  });

  it("tamper: changed after it was signed", async () => {
    const shop = await startFaulty({ tamper: true });
    await shop.pay("approve@x.test");
    await eventually(() => expect(shop.merchant.received).toHaveLength(1));
    expect(shop.merchant.received[0]?.event.data.amount).not.toBe(1000);
    expect(shop.merchant.received.map((received) => isAuthentic(received))).toEqual([false]);
  });

  it("lie: changed before it was signed", async () => {
    const lie = { amount: 1, currency: "USD", status: "failed", reference: "other", id: "cp_other" };
    const shop = await startFaulty({ lie });
    const { body } = await shop.pay("approve@x.test");
    await eventually(() => expect(shop.merchant.received).toHaveLength(1));
    expect(shop.merchant.received[0]?.event.data).toEqual({ ...body, ...lie });
    expect(shop.merchant.received.map((received) => isAuthentic(received))).toEqual([true]);
    expect(await shop.state(body.id)).toEqual(body);
  });

  it("strike by type and reference", async () => {
    const shop = await startFaulty({ drop: true }, { event: "refund.completed", reference: "mine" });
    const { id } = (await shop.pay("approve@x.test", "mine")).body;
    await shop.refund(id, 1);
    await shop.refund(id, 2);
    await eventually(() => expect(shop.merchant.types()).toEqual(["payment.completed", "refund.completed"]));
    expect(shop.merchant.received[1]?.event.data.amount).toBe(2);
  });
});

describe("POST /_sim/webhooks", () => {
  it("sends a signed event about a payment at once and shows the answer", async () => {
    const shop = await startShop();
    const { body } = await shop.pay("x@x.test");
    const sent = await shop.knob("webhooks", { payment_id: body.id, type: "payment.failed", data: { amount: 5 } });
    expect(sent.body.answer).toEqual({ status: 200, body: "noted" });
    expect(shop.merchant.received.map((received) => isAuthentic(received))).toEqual([true]);
    expect(shop.merchant.received[0]?.event).toMatchObject({ type: "payment.failed", data: { ...body, amount: 5 } });
    expect(await shop.state(body.id)).toMatchObject({ status: "pending" });
  });

  it("sends events about a refund, and about nothing known", async () => {
    const shop = await startShop();
    const { id } = (await shop.pay("approve@x.test")).body;
    const refund = (await shop.refund(id, 10)).body;
    await eventually(() => expect(shop.merchant.received).toHaveLength(2));
    await shop.knob("webhooks", { refund_id: refund.id, type: "refund.failed", event_id: "evt_mine" });
    expect(shop.merchant.received[2]?.event).toMatchObject({ id: "evt_mine", type: "refund.failed", data: refund });
    const members = { type: "payout.paid", data: { id: "cp_none" }, callback_url: shop.merchant.url };
    expect((await shop.knob("webhooks", members)).body.sent).toMatchObject({ type: "payout.paid", data: members.data });
    expect(shop.merchant.received[3]?.event.data).toEqual({ id: "cp_none" });
  });

  it("ages and tampers", async () => {
    const shop = await startShop();
    const { id } = (await shop.pay("x@x.test")).body;
    await shop.knob("webhooks", { payment_id: id, type: "payment.failed", age_seconds: 400 });
    await shop.knob("webhooks", { payment_id: id, type: "payment.failed", tamper: true });
    const [old, tampered] = shop.merchant.received as [Received, Received];
    expect([isAuthentic(old), isAuthentic(old, Date.now() / 1000 - 400)]).toEqual([false, true]);
    expect(isAuthentic(tampered)).toBe(false);
  });

  it("shows that nobody answered", async () => {
    const cpay = await startCpay();
    const { body } = await cpay.knob("webhooks", { type: "x", callback_url: "http://127.0.0.1:1/" });
    expect(body).toMatchObject({ answer: null, error: expect.stringContaining("ECONNREFUSED") });
  });

  it.each([
    [404, { payment_id: "cp_none", type: "x" }],
    [404, { refund_id: "cr_none", type: "x" }],
    [422, { type: "x" }],
    [422, { callback_url: "http://127.0.0.1:1/" }],
    [422, { type: "x", callback_url: "nowhere" }],
    [422, { type: "x", callback_url: "http://127.0.0.1:1/", data: [] }],
    [422, { type: "x", callback_url: "http://127.0.0.1:1/", age_seconds: "old" }],
    [422, { type: "x", callback_url: "http://127.0.0.1:1/", tamper: 1 }],
  ])("answers %i to %j", async (status, body) => {
    const cpay = await startCpay();
    expect((await cpay.knob("webhooks", body)).status).toBe(status);
  });
});
