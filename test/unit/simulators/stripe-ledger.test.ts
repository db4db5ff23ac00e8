import { appendFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { eventually, startMerchant, startStripe, startStripeWithMerchant } from "./stripe-harness.ts";

function newStateFile(): string {
  const folder = mkdtempSync(join(tmpdir(), "stripe-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, "deep", "stripe.jsonl");
}

describe("Stripe's ledger", () => {
  it("counts what was made and what took money, per transaction, in both ways to pay", async () => {
    const stripe = await startStripe();
    const mine = { "metadata[transaction_id]": "mine" };
    const { id } = await stripe.paid(mine);
    await stripe.create(mine);
    const session = (await stripe.open({ client_reference_id: "page" })).body;
    await stripe.press(session.id, "succeed");
    await stripe.post("/v1/refunds", { payment_intent: id, amount: 1 });
    expect((await stripe.knob("ledger")).body).toMatchObject({
      made: { mine: 2, page: 1 },
      charges: { mine: 1, page: 1 },
    });
    const ours = (await stripe.knob("ledger?reference=mine")).body;
    expect([ours.payment_intents.length, ours.refunds.length, ours.checkout_sessions]).toEqual([2, 1, []]);
    expect(ours.webhooks).toHaveLength(6);
  });

  it("is emptied by reset, with keys, faults, requests, timers and the endpoint that a knob set", async () => {
    const stateFile = newStateFile();
    const stripe = await startStripeWithMerchant({ stateFile }, 500);
    await stripe.knob("webhook-endpoint", { url: "http://127.0.0.1:1/nowhere" });
    await stripe.create({ receipt_email: "auto@shop.test" }, "k-1");
    await stripe.knob("faults", [{ match: {}, action: { drop: true } }]);
    await stripe.knob("processing", { ms: 60_000 });
    expect((await stripe.knob("reset", {})).status).toBe(204);
    expect(readFileSync(stateFile, "utf8")).toBe("");
    expect((await stripe.knob("webhook-endpoint")).body.url).toBe(stripe.merchant.url);
    expect((await stripe.create({}, "k-1")).status).toBe(200);
    expect((await stripe.knob("ledger")).body.payment_intents).toHaveLength(1);
  });

  it("comes back after a restart: objects, keys, endpoint, events and steps still due", async () => {
    const stateFile = newStateFile();
    const merchant = await startMerchant(...Array.from({ length: 50 }, () => 500));
    const first = await startStripe({ stateFile, webhookUrl: merchant.url, webhookRetryMs: 10_000 });
    const made = await first.create({ receipt_email: "auto@shop.test" }, "k-1");
    const session = (await first.open({ expires_at: Math.floor(Date.now() / 1000) + 30 * 60 })).body;
    await eventually(() => expect(merchant.received.length).toBeGreaterThan(0));
    await first.simulator.close();
    appendFileSync(stateFile, '[{"table":"intent","row":{"id":"pi_cut');

    const revived = await startMerchant();
    const later = () => Date.now() + 31 * 60 * 1_000;
    const second = await startStripe({ stateFile, webhookUrl: revived.url, clock: later });
    expect((await second.create({ receipt_email: "auto@shop.test" }, "k-1")).body.id).toBe(made.body.id);
    await eventually(async () => expect((await second.intent(made.body.id)).status).toBe("succeeded"));
    await eventually(async () => expect((await second.session(session.id)).status).toBe("expired"));
    expect((await second.press(session.id, "succeed")).status).toBe(409);
    const expected = [
      "charge.succeeded",
      "checkout.session.expired",
      "payment_intent.created",
      "payment_intent.succeeded",
    ];
    await eventually(() => expect(revived.types().toSorted()).toEqual(expected));
    const again = revived.received.find(({ event }) => event.type === "payment_intent.created");
    expect(again?.raw).toBe(merchant.received[0]?.raw);
  });
});

describe("Stripe's fault rules about requests", () => {
  it.each([
    ["a transaction id", "t-1"],
    ["an idempotency key", "k-1"],
  ])("match %s", async (_, reference) => {
    const stripe = await startStripe();
    const rule = { match: { method: "POST", path: "/v1/payment_intents", reference }, times: 1 };
    await stripe.knob("faults", [{ ...rule, action: { status: 503, before: true } }]);
    const mine = { "metadata[transaction_id]": "t-1" };
    expect((await stripe.create({ "metadata[transaction_id]": "t-2" }, "k-2")).status).toBe(200);
    expect((await stripe.create(mine, "k-1")).status).toBe(503);
    expect((await stripe.create(mine, "k-1")).status).toBe(200);
    expect((await stripe.knob("ledger")).body.made).toEqual({ "t-1": 1, "t-2": 1 });
  });

  it("match a call about a known payment, by its id in the path, the form or the query", async () => {
    const stripe = await startStripe();
    const { id } = await stripe.paid({ "metadata[transaction_id]": "t-1" });
    await stripe.knob("faults", [{ match: { reference: "t-1" }, action: { status: 503, before: true } }]);
    expect((await stripe.get(`/v1/payment_intents/${id}`)).status).toBe(503);
    expect((await stripe.get(`/v1/refunds?payment_intent=${id}`)).status).toBe(503);
    expect((await stripe.post("/v1/refunds", { payment_intent: id })).status).toBe(503);
    expect((await stripe.get("/v1/payment_intents")).status).toBe(200);
  });

  it("cut the answer of what has happened, and lie", async () => {
    const stripe = await startStripe();
    await stripe.knob("faults", [{ match: { method: "POST" }, times: 1, action: { drop: true } }]);
    await expect(stripe.create({}, "k-1")).rejects.toThrow();
    const { id } = (await stripe.create({}, "k-1")).body;
    expect((await stripe.knob("ledger")).body.payment_intents).toHaveLength(1);
    await stripe.knob("faults", [{ match: { method: "GET" }, action: { lie: { status: "succeeded" } } }]);
    expect((await stripe.intent(id)).status).toBe("succeeded");
  });

  it("know the faults of events too, and refuse an unknown one", async () => {
    const stripe = await startStripe();
    const rule = (action: unknown) => stripe.knob("faults", [{ match: { event: "*" }, action }]);
    expect((await rule({ age_seconds: 400, signature: "two", envelope: { type: "x" } })).status).toBe(200);
    expect((await rule({ signature: "bent" })).status).toBe(422);
    expect((await rule({ colour: "red" })).status).toBe(422);
  });
});
