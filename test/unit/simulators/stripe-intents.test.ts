import { describe, expect, it } from "vitest";
import { startStripe } from "./stripe-harness.ts";

describe("a payment intent", () => {
  it("waits for the customer, and is paid on the page", async () => {
    const stripe = await startStripe();
    const made = (await stripe.create({ description: "Two mugs", "metadata[transaction_id]": "t-1" })).body;
    expect(made).toMatchObject({
      object: "payment_intent",
      amount: 1000,
      amount_received: 0,
      currency: "kes",
      livemode: false,
      status: "requires_payment_method",
      client_secret: expect.stringMatching(/^pi_\w+_secret_\w+$/),
      latest_charge: null,
      metadata: { transaction_id: "t-1" },
    });
    const paid = (await stripe.press(made.id, "succeed")).body;
    expect(paid).toMatchObject({
      status: "succeeded",
      amount_received: 1000,
      latest_charge: expect.stringMatching(/^ch_/),
    });
    expect(await stripe.types()).toEqual(["payment_intent.created", "charge.succeeded", "payment_intent.succeeded"]);
    expect((await stripe.press(made.id, "succeed")).status).toBe(409);
    expect((await stripe.knob("ledger?reference=t-1")).body.charges).toEqual({ "t-1": 1 });
  });

  it("lives on after a failed attempt, with its reason, and can still succeed", async () => {
    const stripe = await startStripe();
    const { id } = (await stripe.create()).body;
    const failed = (await stripe.press(id, "decline?code=insufficient_funds")).body;
    expect(failed).toMatchObject({
      status: "requires_payment_method",
      last_payment_error: { type: "card_error", code: "card_declined", decline_code: "insufficient_funds" },
    });
    const [charge] = (await stripe.get(`/v1/charges?payment_intent=${id}`)).body.data;
    expect(charge).toMatchObject({ status: "failed", paid: false, failure_code: "card_declined" });
    expect((await stripe.press(id, "succeed")).body).toMatchObject({ status: "succeeded", last_payment_error: null });
    expect((await stripe.types()).slice(1, 3)).toEqual(["charge.failed", "payment_intent.payment_failed"]);
  });

  it.each([
    ["succeed", "succeeded"],
    ["decline", "requires_payment_method"],
  ])("may need 3-D Secure first, and then %ss", async (button, status) => {
    const stripe = await startStripe();
    const made = await stripe.create({
      confirm: true,
      payment_method: "pm_card_authenticationRequired",
      return_url: "https://shop.test/back",
    });
    const { id } = made.body;
    expect(made.body).toMatchObject({
      status: "requires_action",
      next_action: {
        type: "redirect_to_url",
        redirect_to_url: { url: `${stripe.url}/pay/${id}`, return_url: "https://shop.test/back" },
      },
    });
    expect(await stripe.types()).toEqual(["payment_intent.created", "payment_intent.requires_action"]);
    const ended = (await stripe.press(id, button)).body;
    expect(ended).toMatchObject({ status, next_action: null });
    if (button === "decline") {
      expect(ended).toMatchObject({ last_payment_error: { code: "payment_intent_authentication_failure" } });
    }
  });

  it.each([
    ["succeed", "succeeded", ["charge.succeeded", "payment_intent.succeeded"]],
    ["decline", "requires_payment_method", ["charge.failed", "payment_intent.payment_failed"]],
  ])("by a delayed method is processing until the bank says: %s", async (button, status, events) => {
    const stripe = await startStripe();
    const { id } = (await stripe.create()).body;
    const started = (await stripe.press(id, "delay?then=wait")).body;
    expect(started).toMatchObject({ status: "processing", latest_charge: expect.stringMatching(/^py_/) });
    expect((await stripe.post(`/v1/payment_intents/${id}/cancel`)).body.error.code).toBe(
      "payment_intent_unexpected_state",
    );
    expect((await stripe.press(id, button)).body.status).toBe(status);
    expect((await stripe.types()).slice(1)).toEqual(["charge.pending", "payment_intent.processing", ...events]);
    const charges = (await stripe.get(`/v1/charges?payment_intent=${id}`)).body.data;
    expect(charges).toHaveLength(1);
  });

  it.each([
    ["pm_card_chargeDeclined", "generic_decline"],
    ["pm_card_chargeDeclinedInsufficientFunds", "insufficient_funds"],
  ])("confirmed with %s is a 402 that has happened", async (method, declineCode) => {
    const stripe = await startStripe();
    const { status, body } = await stripe.create({ confirm: true, payment_method: method });
    expect([status, body.error]).toMatchObject([
      402,
      { type: "card_error", code: "card_declined", decline_code: declineCode, charge: expect.stringMatching(/^ch_/) },
    ]);
    const id = body.error.payment_intent?.id ?? "";
    expect(await stripe.intent(id)).toMatchObject({ status: "requires_payment_method" });
    const second = await stripe.post(`/v1/payment_intents/${id}/confirm`, { payment_method: "pm_card_visa" });
    expect(second.body).toMatchObject({ status: "succeeded", amount_received: 1000 });
  });

  it("made with a payment method waits for its confirmation", async () => {
    const stripe = await startStripe();
    const { id, status } = (await stripe.create({ payment_method: "pm_card_visa" })).body;
    expect(status).toBe("requires_confirmation");
    expect((await stripe.post(`/v1/payment_intents/${id}/confirm`)).body.status).toBe("succeeded");
    const twice = await stripe.post(`/v1/payment_intents/${id}/confirm`);
    expect([twice.status, twice.body.error.code]).toEqual([400, "payment_intent_unexpected_state"]);
    const bare = (await stripe.create()).body.id;
    expect((await stripe.post(`/v1/payment_intents/${bare}/confirm`)).status).toBe(400);
    const unknown = await stripe.post(`/v1/payment_intents/${bare}/confirm`, { payment_method: "pm_mine" });
    expect(unknown.body.error.code).toBe("resource_missing");
  });
});

describe("manual capture", () => {
  it("takes a part and releases the rest, once", async () => {
    const stripe = await startStripe();
    const { id } = (await stripe.create({ capture_method: "manual" })).body;
    const held = (await stripe.press(id, "succeed")).body;
    expect(held).toMatchObject({ status: "requires_capture", amount_capturable: 1000, amount_received: 0 });
    const capture = (amount: number) => stripe.post(`/v1/payment_intents/${id}/capture`, { amount_to_capture: amount });
    expect((await capture(1001)).status).toBe(400);
    expect((await stripe.post("/v1/refunds", { payment_intent: id })).status).toBe(400);
    expect((await capture(400)).body).toMatchObject({
      status: "succeeded",
      amount_capturable: 0,
      amount_received: 400,
    });
    expect((await capture(100)).body.error.code).toBe("payment_intent_unexpected_state");
    expect((await stripe.post("/v1/refunds", { payment_intent: id, amount: 401 })).status).toBe(400);
    expect((await stripe.post("/v1/refunds", { payment_intent: id, amount: 400 })).status).toBe(200);
    expect((await stripe.types()).slice(0, 5)).toEqual([
      "payment_intent.created",
      "charge.succeeded",
      "payment_intent.amount_capturable_updated",
      "charge.captured",
      "payment_intent.succeeded",
    ]);
  });

  it("cancelled instead gives the reservation back", async () => {
    const stripe = await startStripe();
    const { id } = (await stripe.create({ capture_method: "manual", confirm: true, payment_method: "pm_card_visa" }))
      .body;
    const cancelled = await stripe.post(`/v1/payment_intents/${id}/cancel`, { cancellation_reason: "duplicate" });
    expect(cancelled.body).toMatchObject({
      status: "canceled",
      amount_capturable: 0,
      cancellation_reason: "duplicate",
    });
    const events = (await stripe.get("/v1/events?limit=2")).body.data;
    expect(events.map(({ type }) => type)).toEqual(["payment_intent.canceled", "charge.refunded"]);
    expect(events[1]?.data.object).toMatchObject({ captured: false, amount_captured: 0, amount_refunded: 1000 });
  });
});

describe("cancelling", () => {
  it("ends what waits, and nothing that is paid or cancelled", async () => {
    const stripe = await startStripe();
    const { id } = (await stripe.create()).body;
    const cancel = (intentId: string) => stripe.post(`/v1/payment_intents/${intentId}/cancel`);
    expect((await cancel(id)).body).toMatchObject({ status: "canceled", canceled_at: expect.any(Number) });
    expect((await stripe.press(id, "succeed")).status).toBe(409);
    const paid = await stripe.paid();
    for (const intentId of [id, paid.id]) {
      const { status, body } = await cancel(intentId);
      expect([status, body.error.code]).toEqual([400, "payment_intent_unexpected_state"]);
      expect(body.error.payment_intent?.id).toBe(intentId);
    }
    const odd = await stripe.post(`/v1/payment_intents/${id}/cancel`, { cancellation_reason: "bored" });
    expect(odd.status).toBe(400);
  });
});
