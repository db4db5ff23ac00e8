import Stripe from "stripe";
import { describe, expect, it } from "vitest";
import {
  eventually,
  type Received,
  startMerchant,
  startStripe,
  startStripeWithMerchant,
  WEBHOOK_SECRET,
} from "./stripe-harness.ts";

const { webhooks } = new Stripe("sk_test_unused");

/** What the official library makes of an event: its type, or why it refuses it. */
async function verify({ raw, signature }: Received): Promise<string> {
  try {
    return (await webhooks.constructEventAsync(raw, signature, WEBHOOK_SECRET)).type;
  } catch (error) {
    return error instanceof Stripe.errors.StripeSignatureVerificationError ? error.message : String(error);
  }
}

describe("Stripe's events", () => {
  it("are signed as the official library wants it, several of them for one payment", async () => {
    const stripe = await startStripeWithMerchant();
    const { id } = (await stripe.create({}, "k-1")).body;
    await stripe.press(id, "succeed");
    const expected = ["charge.succeeded", "payment_intent.created", "payment_intent.succeeded"];
    await eventually(() => expect(stripe.merchant.types().toSorted()).toEqual(expected));
    expect((await Promise.all(stripe.merchant.received.map(verify))).toSorted()).toEqual(expected);
    const created = stripe.merchant.received.find(({ event }) => event.type === "payment_intent.created");
    expect(created?.contentType).toBe("application/json; charset=utf-8");
    expect(created?.signature).toMatch(/^t=\d+,v1=[0-9a-f]{64},v0=[0-9a-f]{64}$/);
    expect(created?.event).toMatchObject({
      object: "event",
      api_version: "2026-10-28.endive",
      livemode: false,
      pending_webhooks: 1,
      request: { id: expect.stringMatching(/^req_/), idempotency_key: "k-1" },
      data: { object: { id, object: "payment_intent", status: "requires_payment_method" } },
    });
  });

  it("are snapshots: the first still shows the intent as it was", async () => {
    const stripe = await startStripe();
    const { id } = await stripe.paid();
    const [, , first] = (await stripe.get("/v1/events")).body.data;
    expect(first?.data.object).toMatchObject({ id, status: "requires_payment_method" });
    expect((await stripe.get(`/v1/events/${first?.id}`)).body).toEqual(first);
  });

  it("come again until they are taken, with the same id and a signature of their own", async () => {
    let now = Date.now();
    const clock = () => {
      now += 1_000;
      return now;
    };
    const stripe = await startStripeWithMerchant({ clock }, 500, 302);
    await stripe.create();
    await eventually(() => expect(stripe.merchant.received).toHaveLength(3));
    const { received } = stripe.merchant;
    expect(new Set(received.map(({ raw }) => raw)).size).toBe(1);
    expect(new Set(received.map(({ signature }) => signature)).size).toBe(3);
    await eventually(async () => {
      const { webhooks: sent } = (await stripe.knob("ledger")).body;
      expect(sent).toMatchObject([{ state: "delivered", attempts: 3 }]);
    });
    expect((await stripe.get("/v1/events")).body.data[0]?.pending_webhooks).toBe(0);
  });

  it("go where the endpoint is, which a knob moves or removes; without one they are only listed", async () => {
    const [stripe, merchant] = [await startStripe({ apiVersion: null }), await startMerchant()];
    await stripe.create();
    expect((await stripe.knob("ledger")).body.webhooks).toMatchObject([{ state: "unsent" }]);
    await stripe.knob("webhook-endpoint", { url: merchant.url });
    const { id } = (await stripe.create()).body;
    await eventually(() => expect(merchant.received.map(({ event }) => event.data.object.id)).toEqual([id]));
    expect(merchant.received[0]?.event.api_version).toBeNull();
    await stripe.knob("webhook-endpoint", { url: null, api_version: "2020-08-27" });
    expect((await stripe.knob("webhook-endpoint")).body).toMatchObject({ url: null, api_version: "2020-08-27" });
    await stripe.create();
    expect((await stripe.get("/v1/events?type=payment_intent.created")).body.data).toHaveLength(3);
    expect((await stripe.knob("webhook-endpoint", { url: "ftp://x" })).status).toBe(422);
  });
});

describe("Stripe's fault rules about events", () => {
  const made = { event: "payment_intent.created" };

  it.each([
    [{ signature: "wrong" }, /No signatures found matching/],
    [{ signature: "none" }, /Unable to extract timestamp/],
    [{ age_seconds: 301 }, /Timestamp outside the tolerance zone/],
    [{ tamper: true }, /No signatures found matching/],
    [{ signature: "two" }, /^payment_intent.created$/],
    // The official library does not look at the future: whoever wants both sides of the window has to.
    [{ age_seconds: -3_600 }, /^payment_intent.created$/],
  ])("%j: the official library says %s", async (action, verdict) => {
    const stripe = await startStripeWithMerchant();
    await stripe.knob("faults", [{ match: made, action }]);
    await stripe.create();
    await eventually(() => expect(stripe.merchant.received).toHaveLength(1));
    const [received] = stripe.merchant.received;
    expect(await verify(received as Received)).toMatch(verdict);
  });

  it("put two signatures on, of which one is right", async () => {
    const stripe = await startStripeWithMerchant();
    await stripe.knob("faults", [{ match: made, action: { signature: "two" } }]);
    await stripe.create();
    await eventually(() => expect(stripe.merchant.received[0]?.signature).toMatch(/,v1=\w{64},v1=\w{64},/));
  });

  it("send twice, lose, and lie about the object, the type and the version, with a good signature", async () => {
    const stripe = await startStripeWithMerchant();
    await stripe.knob("faults", [
      { match: { event: "charge.succeeded" }, action: { drop: true } },
      { match: { event: "payment_intent.succeeded", reference: "t-1" }, action: { repeat: 1 } },
      {
        match: made,
        action: {
          lie: { amount: 1, extra: [1] },
          envelope: { type: "payment_intent.reticulated", api_version: null, context: "acct_1" },
        },
      },
    ]);
    await stripe.paid({ "metadata[transaction_id]": "t-1" });
    const expected = ["payment_intent.reticulated", "payment_intent.succeeded", "payment_intent.succeeded"];
    await eventually(() => expect(stripe.merchant.types().toSorted()).toEqual(expected));
    expect((await Promise.all(stripe.merchant.received.map(verify))).toSorted()).toEqual(expected);
    const odd = stripe.merchant.received.find(({ event }) => event.type === "payment_intent.reticulated");
    expect(odd?.event).toMatchObject({
      api_version: null,
      context: "acct_1",
      data: { object: { amount: 1, extra: [1] } },
    });
  });

  it("let a later event overtake, and one come late", async () => {
    const stripe = await startStripeWithMerchant();
    await stripe.knob("faults", [
      { match: made, action: { reorder: true } },
      { match: { event: "charge.succeeded" }, action: { delay_ms: 60 } },
    ]);
    await stripe.paid();
    await eventually(() => expect(stripe.merchant.types()).toHaveLength(3));
    expect(stripe.merchant.types()).toEqual(["payment_intent.succeeded", "payment_intent.created", "charge.succeeded"]);
  });
});

describe("an event of one's own making", () => {
  it("is about an object, changed as one likes, and signed", async () => {
    const stripe = await startStripeWithMerchant();
    await stripe.knob("webhook-endpoint", { url: null });
    const { id } = (await stripe.create()).body;
    const { body } = await stripe.knob("webhooks", {
      url: stripe.merchant.url,
      type: "payment_intent.succeeded",
      object_id: id,
      object: { status: "succeeded", amount_received: 5 },
      event_id: "evt_mine",
      envelope: { account: "acct_1" },
      previous_attributes: { status: "processing" },
    });
    expect(body.answer?.status).toBe(200);
    const [received] = stripe.merchant.received as [Received];
    expect(received.event).toMatchObject({
      id: "evt_mine",
      account: "acct_1",
      data: { object: { id, status: "succeeded", amount_received: 5 }, previous_attributes: { status: "processing" } },
    });
    expect(await verify(received)).toBe("payment_intent.succeeded");
  });

  it.each([
    [{ age_seconds: 400 }, /Timestamp outside/],
    [{ signature: "wrong" }, /No signatures found/],
    [{ tamper: true }, /No signatures found/],
  ])("may be bad: %j", async (how, verdict) => {
    const stripe = await startStripeWithMerchant();
    await stripe.knob("webhooks", { type: "balloon.popped", object: { id: "b_1" }, ...how });
    expect(await verify(stripe.merchant.received[0] as Received)).toMatch(verdict);
  });

  it("needs a type, an object that exists, and somewhere to go", async () => {
    const stripe = await startStripeWithMerchant();
    expect((await stripe.knob("webhooks", {})).status).toBe(422);
    expect((await stripe.knob("webhooks", { type: "x", object_id: "pi_none" })).status).toBe(404);
    await stripe.knob("webhook-endpoint", { url: null });
    expect((await stripe.knob("webhooks", { type: "x" })).status).toBe(422);
  });
});
