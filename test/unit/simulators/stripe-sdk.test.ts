import Stripe from "stripe";
import { describe, expect, it } from "vitest";
import { API_KEY, startStripe } from "./stripe-harness.ts";

/** The official client, pointed at the simulator. */
async function startWithSdk(apiKey = API_KEY) {
  const stripe = await startStripe();
  const { hostname, port } = new URL(stripe.url);
  const sdk = new Stripe(apiKey, {
    ...{ host: hostname, port, protocol: "http", maxNetworkRetries: 0, telemetry: false },
    httpClient: Stripe.createFetchHttpClient(),
  });
  return { stripe, sdk };
}

describe("the official client", () => {
  it("makes, pays, expands, refunds and lists", async () => {
    const { stripe, sdk } = await startWithSdk();
    const made = await sdk.paymentIntents.create(
      {
        amount: 1000,
        currency: "kes",
        automatic_payment_methods: { enabled: true },
        metadata: { transaction_id: "t 1" },
      },
      { idempotencyKey: "k-1" },
    );
    expect(made.lastResponse).toMatchObject({ requestId: expect.stringMatching(/^req_/), idempotencyKey: "k-1" });
    await stripe.press(made.id, "succeed");
    const paid = await sdk.paymentIntents.retrieve(made.id, { expand: ["latest_charge"] });
    expect(paid).toMatchObject({ status: "succeeded", latest_charge: { amount: 1000, captured: true } });
    await sdk.refunds.create({ payment_intent: made.id, amount: 400, metadata: { refund: "r" } });
    const refunds = await sdk.refunds.list({ payment_intent: made.id, limit: 100 });
    expect(refunds.data.map(({ amount, metadata }) => [amount, metadata])).toEqual([[400, { refund: "r" }]]);
    const events: string[] = [];
    for await (const event of sdk.events.list({ limit: 2 })) events.push(event.type);
    expect(events).toHaveLength(5);
  });

  it("opens and expires a session", async () => {
    const { sdk } = await startWithSdk();
    const price_data = { currency: "kes", unit_amount: 500, product_data: { name: "Mug" } };
    const session = await sdk.checkout.sessions.create({
      mode: "payment",
      line_items: [{ quantity: 1, price_data }],
      success_url: "https://shop.test/thanks",
      payment_intent_data: { metadata: { transaction_id: "t-1" } },
    });
    expect(session).toMatchObject({ status: "open", payment_intent: null, amount_total: 500 });
    expect(await sdk.checkout.sessions.expire(session.id)).toMatchObject({ status: "expired" });
  });

  it("throws the errors of its own classes", async () => {
    const { sdk } = await startWithSdk();
    const order = { amount: 1000, currency: "kes" };
    const { errors } = Stripe;
    const declined = { ...order, confirm: true, payment_method: "pm_card_chargeDeclined" };
    await expect(sdk.paymentIntents.create(declined)).rejects.toThrow(errors.StripeCardError);
    await expect(sdk.paymentIntents.retrieve("pi_none")).rejects.toThrow(errors.StripeInvalidRequestError);
    await sdk.paymentIntents.create(order, { idempotencyKey: "k-1" });
    const other = sdk.paymentIntents.create({ ...order, amount: 2000 }, { idempotencyKey: "k-1" });
    await expect(other).rejects.toThrow(errors.StripeIdempotencyError);
    const broken = sdk.paymentIntents.create({ ...order, receipt_email: "stored500@shop.test" });
    await expect(broken).rejects.toThrow(errors.StripeAPIError);
    const { sdk: stranger } = await startWithSdk("sk_test_wrong");
    await expect(stranger.paymentIntents.create(order)).rejects.toThrow(errors.StripeAuthenticationError);
  });
});
