import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { eventually, type Received, SECRET_KEY, startMerchant, startPaystack, startShop } from "./paystack-harness.ts";

function isAuthentic({ raw, signature }: Pick<Received, "raw" | "signature">): boolean {
  return signature === createHmac("sha512", SECRET_KEY).update(raw).digest("hex");
}

describe("webhooks", () => {
  it("are signed over the raw body with the secret key, and carry verify's data with the samples' oddities", async () => {
    const shop = await startShop();
    const payment = await shop.pay();
    const received = await eventually(() => {
      expect(shop.merchant.received).toHaveLength(1);
      return shop.merchant.received[0] as Received;
    });
    expect(isAuthentic(received)).toBe(true);
    const oddities = { plan: {}, log: { success: false }, ip_address: "127.0.0.1, 127.0.0.2" };
    const { plan: _plan, log: _log, ip_address: _address, ...same } = payment;
    expect(received.data).toMatchObject({ ...same, ...oddities });
    expect(Object.keys(JSON.parse(received.raw))).toEqual(["event", "data"]);
  });

  it("are repeated until 200: no other answer counts", async () => {
    const shop = await startShop(500, 201, 204, 302);
    await shop.pay();
    const ended = [{ event: "charge.success", state: "delivered", attempts: 5, last_status: 200 }];
    await eventually(async () => expect((await shop.knob("ledger")).body.webhooks).toMatchObject(ended));
    expect(new Set(shop.merchant.received.map(({ raw }) => raw)).size).toBe(1);
  });

  it("go to the endpoint that the dashboard has, if any", async () => {
    const [paystack, merchant] = [await startPaystack(), await startMerchant()];
    await paystack.pay();
    expect((await paystack.knob("ledger")).body.webhooks).toEqual([]);
    expect((await paystack.knob("webhook-endpoint", { url: "ftp://x" })).status).toBe(422);
    expect((await paystack.knob("webhook-endpoint", { url: merchant.url })).body.url).toBe(merchant.url);
    await paystack.knob("reset", {});
    await paystack.pay();
    await eventually(() => expect(merchant.events()).toEqual(["charge.success"]));
    await paystack.knob("webhook-endpoint", { url: null });
    expect((await paystack.knob("webhook-endpoint")).body).toEqual({ url: null });
  });

  it("of old charges have no requested_amount", async () => {
    const shop = await startShop();
    await shop.knob("quirks", { requested_amount: "absent" });
    expect(await shop.pay()).toHaveProperty("requested_amount");
    await eventually(() => expect(shop.merchant.received[0]?.data).not.toHaveProperty("requested_amount"));
  });

  it("of refunds have the amount as a string, a reference late, and an id only when they need attention", async () => {
    const shop = await startShop();
    const { reference, id } = await shop.pay();
    const refund = (await shop.refund(id, { amount: 700, customer_note: "attention" })).body.data;
    await eventually(() => expect(shop.merchant.received).toHaveLength(4));
    const [, pending, processing, attention] = shop.merchant.received.map(({ data }) => data);
    const common = { transaction_reference: reference, amount: "700", currency: "KES", domain: "test" };
    expect(pending).toMatchObject({ ...common, status: "pending", refund_reference: null });
    expect(processing).toMatchObject({ ...common, status: "processing", customer: { email: "jane@x.test" } });
    expect(attention).toMatchObject({ ...common, refund_reference: expect.any(String), id: String(refund.id) });
    expect(pending).not.toHaveProperty("id");
  });

  it("of refunds can have other shapes", async () => {
    const shop = await startShop();
    const { id } = await shop.pay();
    await shop.knob("quirks", { refund_amount: "number", refund_reference: "present" });
    await shop.refund(id, { amount: 700, customer_note: "stuck" });
    await shop.knob("quirks", { refund_reference: "null" });
    await shop.refund(id, { amount: 800, customer_note: "instant" });
    const wanted = [
      { amount: 700, refund_reference: expect.any(String) },
      { amount: 800, refund_reference: null },
    ];
    await eventually(() => {
      const refunds = shop.merchant.received.filter(({ event }) => event.startsWith("refund."));
      const byAmount = refunds.map(({ data }) => data).sort((a, b) => Number(a.amount) - Number(b.amount));
      expect(byAmount).toMatchObject(wanted);
    });
  });

  it("tell of disputes: made, remembered, resolved", async () => {
    const shop = await startShop();
    const { reference } = await shop.pay();
    expect((await shop.knob("disputes", { reference, action: "remind" })).status).toBe(409);
    const { id } = (await shop.knob("disputes", { reference, refund_amount: 500 })).body;
    await shop.knob("disputes", { reference, action: "remind" });
    await shop.knob("disputes", { reference, action: "resolve", resolution: "declined" });
    await eventually(() => expect(shop.merchant.received).toHaveLength(4));
    const told = new Map(shop.merchant.received.map(({ event, data }) => [event, data]));
    const common = { id, refund_amount: 500, transaction: { reference }, transaction_reference: null };
    expect(told.get("charge.dispute.create")).toMatchObject({ ...common, status: "awaiting-merchant-feedback" });
    expect(told.get("charge.dispute.remind")).toMatchObject(common);
    const resolved = { ...common, status: "resolved", resolution: "declined" };
    expect(told.get("charge.dispute.resolve")).toMatchObject(resolved);
    expect((await shop.knob("ledger")).body.disputes).toMatchObject([{ id, status: "resolved" }]);
    expect((await shop.knob("disputes", { reference, action: "win" })).status).toBe(422);
  });
});

describe("webhooks of a tester's making", () => {
  it("carry a transaction or a refund, with members replaced and left out", async () => {
    const shop = await startShop();
    const { reference, id } = await shop.pay();
    const refund = (await shop.refund(id, { customer_note: "stuck" })).body.data;
    const make = async (event: Record<string, unknown>) => (await shop.knob("webhooks", event)).body;
    const made = await make({ event: "charge.success", reference, data: { amount: 1 }, omit: ["requested_amount"] });
    expect(made).toMatchObject({ answer: { status: 200, body: "noted" }, sent: { data: { amount: 1, reference } } });
    expect((made.sent as Received).data).not.toHaveProperty("requested_amount");
    const about = await make({ event: "refund.processed", refund_id: refund.id, data: { status: "processed" } });
    expect(about.sent).toMatchObject({ data: { transaction_reference: reference, amount: "100000" } });
    expect(shop.merchant.received.every(isAuthentic)).toBe(true);
  });

  it("may be unknown, carry an array, and go elsewhere", async () => {
    const [paystack, merchant] = [await startPaystack(), await startMerchant(401)];
    const event = { event: "subscription.expiring_cards", data: [{ a: 1 }] };
    expect((await paystack.knob("webhooks", event)).status).toBe(422);
    const { answer } = (await paystack.knob("webhooks", { ...event, webhook_url: merchant.url })).body;
    expect(answer).toEqual({ status: 401, body: "noted" });
    expect(merchant.received[0]).toMatchObject({ event: "subscription.expiring_cards", data: [{ a: 1 }] });
    const nobody = { ...event, webhook_url: "http://127.0.0.1:1/hook" };
    expect((await paystack.knob("webhooks", nobody)).body).toMatchObject({ answer: null, error: expect.any(String) });
  });

  it.each([{ tamper: true }, { signature: "wrong" }, { signature: "none" }])("may be forged: %j", async (how) => {
    const shop = await startShop();
    await shop.knob("webhooks", { event: "charge.success", ...how });
    const [received] = shop.merchant.received as [Received];
    expect(isAuthentic(received)).toBe(false);
    expect(received.signature === undefined).toBe("signature" in how && how.signature === "none");
    expect((await shop.knob("webhooks", { event: "x", signature: "odd" })).status).toBe(422);
  });
});

describe("webhook faults", () => {
  async function startFaulty(action: unknown, match: unknown = { event: "charge.success" }) {
    const shop = await startShop();
    expect((await shop.knob("faults", [{ match, times: 1, action }])).status).toBe(200);
    return shop;
  }

  it("lose an event, send it twice, or send it late", async () => {
    const shop = await startFaulty({ drop: true });
    await shop.pay();
    expect((await shop.knob("ledger")).body.webhooks).toMatchObject([{ state: "dropped", attempts: 0 }]);
    await shop.knob("faults", [{ match: { event: "*" }, times: 1, action: { repeat: 1 } }]);
    await shop.pay();
    await eventually(() => expect(shop.merchant.received).toHaveLength(2));
    await shop.knob("faults", [{ match: { event: "*" }, action: { delay_ms: 150 } }]);
    const start = performance.now();
    await shop.pay();
    await eventually(() => expect(shop.merchant.received).toHaveLength(3));
    expect(performance.now() - start).toBeGreaterThan(140);
  });

  it("let the refund overtake the payment", async () => {
    const shop = await startFaulty({ reorder: true });
    const { id } = await shop.pay();
    await shop.refund(id, { customer_note: "instant" });
    await eventually(() => expect(shop.merchant.events()).toEqual(["refund.processed", "charge.success"]));
  });

  it.each([
    [{ tamper: true }, false],
    [{ signature: "wrong" }, false],
    [{ signature: "none" }, false],
    [{ lie: { amount: 1, metadata: 0 } }, true],
    [{ envelope: { event: "charge.mystery", data: [] } }, true],
  ])("%j: authentic is %s", async (action, authentic) => {
    const shop = await startFaulty(action);
    await shop.pay();
    const [received] = await eventually(() => {
      expect(shop.merchant.received).toHaveLength(1);
      return shop.merchant.received as [Received];
    });
    expect(isAuthentic(received)).toBe(authentic);
    if ("lie" in action) expect(received.data).toMatchObject({ amount: 1, metadata: 0 });
    if ("envelope" in action) expect(received).toMatchObject({ event: "charge.mystery", data: [] });
  });
});
