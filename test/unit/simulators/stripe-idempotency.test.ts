import { describe, expect, it } from "vitest";
import { eventually, startStripe } from "./stripe-harness.ts";

const DAY_MS = 24 * 60 * 60 * 1_000;

describe("Stripe's Idempotency-Key", () => {
  it("gives the first answer again, whatever has happened since", async () => {
    const stripe = await startStripe();
    const first = await stripe.create({ "metadata[transaction_id]": "t-1" }, "k-1");
    await stripe.press(first.body.id, "succeed");
    const again = await stripe.post(
      "/v1/payment_intents",
      "metadata%5Btransaction_id%5D=t-1&currency=kes&amount=1000",
      { "idempotency-key": "k-1" },
    );
    expect([again.status, again.text, again.headers.get("idempotent-replayed")]).toEqual([200, first.text, "true"]);
    expect(again.headers.get("request-id")).not.toBe(first.headers.get("request-id"));
    expect((await stripe.knob("ledger")).body.made).toEqual({ "t-1": 1 });
  });

  it("answers 400 idempotency_error when it comes with other parameters or at another address", async () => {
    const stripe = await startStripe();
    const { id } = (await stripe.create({}, "k-1")).body;
    const answers = [
      await stripe.create({ amount: 1001 }, "k-1"),
      await stripe.post(`/v1/payment_intents/${id}/cancel`, "", { "idempotency-key": "k-1" }),
    ];
    for (const answer of answers) {
      expect(answer).toMatchObject({ status: 400, body: { error: { type: "idempotency_error" } } });
    }
    expect((await stripe.intent(id)).status).toBe("requires_payment_method");
  });

  it("answers 409 while the first is at work, then what the first came to", async () => {
    const stripe = await startStripe();
    await stripe.knob("processing", { ms: 150 });
    const calls = await Promise.all(Array.from({ length: 10 }, () => stripe.create({}, "k-1")));
    const done = calls.filter(({ status }) => status === 200);
    const refused = calls.filter(({ status }) => status === 409);
    expect([done.length, refused.length]).toEqual([1, 9]);
    for (const { body } of refused) expect(body.error.code).toBe("idempotency_key_in_use");
    const again = await stripe.create({}, "k-1");
    expect([again.status, again.text]).toEqual([200, done[0]?.text]);
    expect((await stripe.knob("ledger")).body.payment_intents).toHaveLength(1);
  });

  it("is not bound by a request that was refused before it ran", async () => {
    const stripe = await startStripe();
    expect((await stripe.create({ amount: 0 }, "k-1")).status).toBe(400);
    expect((await stripe.create({ "expand[]": "nonsense" }, "k-1")).status).toBe(400);
    expect((await stripe.create({}, "k-1")).status).toBe(200);
    expect((await stripe.knob("ledger")).body.payment_intents).toHaveLength(1);
  });

  it("remembers an error of running: a decline, or a state that has changed since", async () => {
    const stripe = await startStripe();
    const declined = { confirm: true, payment_method: "pm_card_chargeDeclined" };
    const first = await stripe.create(declined, "k-1");
    const again = await stripe.create(declined, "k-1");
    expect([first.status, again.status, again.text]).toEqual([402, 402, first.text]);

    const { id } = (await stripe.create()).body;
    const capture = () => stripe.post(`/v1/payment_intents/${id}/capture`, "", { "idempotency-key": "k-2" });
    expect((await capture()).body.error.code).toBe("payment_intent_unexpected_state");
    expect((await capture()).headers.get("idempotent-replayed")).toBe("true");
  });

  it("is forgotten after 24 hours: the same request makes another intent", async () => {
    let now = Date.now();
    const stripe = await startStripe({ clock: () => now });
    const first = (await stripe.create({}, "k-1")).body.id;
    now += DAY_MS - 1_000;
    expect((await stripe.create({}, "k-1")).body.id).toBe(first);
    now += 2_000;
    expect((await stripe.create({}, "k-1")).body.id).not.toBe(first);
  });

  it("can be forgotten earlier by a knob, one or all", async () => {
    const stripe = await startStripe();
    const [one, two] = [(await stripe.create({}, "k-1")).body.id, (await stripe.create({}, "k-2")).body.id];
    expect((await stripe.knob("forget-keys", { key: "k-1" })).body.forgotten).toBe(1);
    expect((await stripe.create({}, "k-1")).body.id).not.toBe(one);
    expect((await stripe.create({}, "k-2")).body.id).toBe(two);
    expect((await stripe.knob("forget-keys", {})).body.forgotten).toBe(2);
  });

  it("is not needed, and means nothing on a GET", async () => {
    const stripe = await startStripe();
    const [one, two] = [(await stripe.create()).body.id, (await stripe.create()).body.id];
    expect(one).not.toBe(two);
    expect((await stripe.create({}, "k".repeat(256))).status).toBe(400);
  });

  it("refunds once for 20 calls at the same time, and never too much under different keys", async () => {
    const stripe = await startStripe();
    const { id } = await stripe.paid();
    const refund = (key: string) =>
      stripe.post("/v1/refunds", { payment_intent: id, amount: 300 }, { "idempotency-key": key });
    const same = await Promise.all(Array.from({ length: 20 }, () => refund("r-1")));
    expect(new Set(same.map(({ text }) => text)).size).toBe(1);
    const others = await Promise.all(Array.from({ length: 10 }, (_, index) => refund(`o-${index}`)));
    expect(others.filter(({ status }) => status === 200)).toHaveLength(2);
  });

  it("stays in use for a caller who hung up on a slow answer", async () => {
    const stripe = await startStripe();
    await stripe.knob("processing", { ms: 1_500 });
    const body = new URLSearchParams({ amount: "1000", currency: "kes" });
    const headers = { authorization: "Bearer sk_test_simulator", "idempotency-key": "k-1" };
    const signal = AbortSignal.timeout(30);
    await expect(
      fetch(`${stripe.url}/v1/payment_intents`, { method: "POST", body, headers, signal }),
    ).rejects.toThrow();
    expect((await stripe.create({}, "k-1")).status).toBe(409);
    await eventually(async () => expect((await stripe.create({}, "k-1")).status).toBe(200));
    expect((await stripe.knob("ledger")).body.payment_intents).toHaveLength(1);
  });
});
