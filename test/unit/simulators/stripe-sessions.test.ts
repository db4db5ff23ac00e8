import { describe, expect, it } from "vitest";
import { eventually, startStripe } from "./stripe-harness.ts";

const MINE = {
  client_reference_id: "t-1",
  "metadata[transaction_id]": "t-1",
  "payment_intent_data[metadata][transaction_id]": "t-1",
  customer_email: "jane@shop.test",
};

describe("a checkout session", () => {
  it("has a page and no intent until it is paid", async () => {
    const stripe = await startStripe();
    const made = (await stripe.open(MINE)).body;
    expect(made).toMatchObject({
      object: "checkout.session",
      status: "open",
      payment_status: "unpaid",
      payment_intent: null,
      amount_total: 1000,
      currency: "kes",
      client_reference_id: "t-1",
      url: `${stripe.url}/pay/${made.id}`,
    });
    const paid = (await stripe.press(made.id, "succeed")).body;
    expect(paid).toMatchObject({ status: "complete", payment_status: "paid", url: null });
    expect(await stripe.intent(paid.payment_intent)).toMatchObject({
      status: "succeeded",
      amount_received: 1000,
      metadata: { transaction_id: "t-1" },
    });
    expect(await stripe.types()).toEqual([
      "payment_intent.created",
      "charge.succeeded",
      "payment_intent.succeeded",
      "checkout.session.completed",
    ]);
    const { charges, made: count } = (await stripe.knob("ledger?reference=t-1")).body;
    expect([charges, count]).toEqual([{ "t-1": 1 }, { "t-1": 1 }]);
  });

  it("does not copy its own metadata to its intent", async () => {
    const stripe = await startStripe();
    const { id } = (await stripe.open({ "metadata[mine]": 1 })).body;
    const paid = (await stripe.press(id, "succeed")).body;
    expect([paid.metadata, (await stripe.intent(paid.payment_intent)).metadata]).toEqual([{ mine: "1" }, {}]);
  });

  it("stays open after a decline, and is paid by the next attempt on the same intent", async () => {
    const stripe = await startStripe();
    const { id } = (await stripe.open()).body;
    expect((await stripe.press(id, "decline")).body).toMatchObject({ status: "open", payment_intent: null });
    expect((await stripe.press(id, "authenticate")).body.status).toBe("open");
    expect((await stripe.press(id, "succeed")).body).toMatchObject({ status: "complete", payment_status: "paid" });
    expect((await stripe.knob("ledger")).body.payment_intents).toHaveLength(1);
  });

  it.each([
    ["succeed", "paid", "checkout.session.async_payment_succeeded"],
    ["decline", "unpaid", "checkout.session.async_payment_failed"],
  ])("by a delayed method is complete but unpaid until the bank says: %s", async (end, paymentStatus, event) => {
    const stripe = await startStripe({ delayedMs: 20 });
    const { id } = (await stripe.open()).body;
    const started = (await stripe.press(id, `delay?then=${end}`)).body;
    expect(started).toMatchObject({ status: "complete", payment_status: "unpaid", payment_intent: expect.any(String) });
    expect((await stripe.types()).at(-1)).toBe("checkout.session.completed");
    await eventually(async () => expect((await stripe.types()).at(-1)).toBe(event));
    expect((await stripe.session(id)).payment_status).toBe(paymentStatus);
    expect((await stripe.press(id, "succeed")).status).toBe(409);
  });

  it("with manual capture is paid once it is captured", async () => {
    const stripe = await startStripe();
    const { id } = (await stripe.open({ "payment_intent_data[capture_method]": "manual" })).body;
    const held = (await stripe.press(id, "succeed")).body;
    expect(held).toMatchObject({ status: "complete", payment_status: "unpaid" });
    await stripe.post(`/v1/payment_intents/${held.payment_intent}/capture`);
    expect((await stripe.session(id)).payment_status).toBe("paid");
    expect((await stripe.types()).filter((type) => type.startsWith("checkout"))).toEqual([
      "checkout.session.completed",
    ]);
  });

  it("expires when it is told to, and takes no money then", async () => {
    const stripe = await startStripe();
    const first = (await stripe.open()).body;
    await stripe.press(first.id, "decline");
    const expired = (await stripe.post(`/v1/checkout/sessions/${first.id}/expire`)).body;
    expect(expired).toMatchObject({ status: "expired", url: null });
    expect((await stripe.types()).slice(-2)).toEqual(["payment_intent.canceled", "checkout.session.expired"]);
    expect((await stripe.press(first.id, "succeed")).status).toBe(409);
    expect((await stripe.post(`/v1/checkout/sessions/${first.id}/expire`)).status).toBe(400);
  });

  it("is found by its intent, and its intent is not cancelled past it", async () => {
    const stripe = await startStripe();
    const { id } = (await stripe.open()).body;
    await stripe.press(id, "decline");
    const [intent] = (await stripe.get("/v1/payment_intents")).body.data;
    expect((await stripe.post(`/v1/payment_intents/${intent?.id}/cancel`)).status).toBe(400);
    const paid = (await stripe.press(id, "succeed")).body;
    const found = (await stripe.get(`/v1/checkout/sessions?payment_intent=${paid.payment_intent}`)).body.data;
    expect(found.map((each) => each.id)).toEqual([id]);
  });
});
