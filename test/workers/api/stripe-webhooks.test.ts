import { describe, expect, it } from "vitest";
import { call, until } from "../../support/gateway.ts";
import {
  deliverStripeWebhook,
  pressStripePage,
  signStripe,
  stripeLedger,
  turnStripeKnob,
} from "../../support/stripe.ts";
import { becomes, show } from "../engine/support/payments.ts";
import { letTimePass } from "../engine/support/time.ts";
import {
  deliverStripeMail,
  intentEvent,
  paidAtStripe,
  payAtStripe,
  stripeMail,
  untilListed,
} from "./support/stripe-payments.ts";

const eventTypes = async (token: string): Promise<string[]> =>
  (await call("GET", "/events", { token })).body.data.map((event: { type: string }) => event.type);

describe("webhooks of Stripe", () => {
  it("that come more than once are answered, and applied once", async () => {
    const payment = await payAtStripe();
    const event = intentEvent("payment_intent.succeeded", payment);
    expect(await deliverStripeWebhook(event)).toEqual({ status: 200, body: { received: true, event_id: event.id } });
    expect((await deliverStripeWebhook(event)).body).toMatchObject({ duplicate: true });
    await untilTold(payment.token, "payment.completed");
    expect((await eventTypes(payment.token)).filter((type) => type === "payment.completed")).toHaveLength(1);
  });

  it("in any order have the same end", async () => {
    const { token, id, handle } = await payAtStripe();
    for (const button of ["decline", "authenticate", "succeed"]) await pressStripePage(handle, button);
    await deliverStripeMail(id, [], (mail) => [...mail].reverse());
    expect((await show(token, id)).body).toMatchObject({ status: "completed", review: null });
    await deliverStripeMail(id);
    expect((await show(token, id)).body).toMatchObject({ status: "completed", review: null });
  });

  it("of any API version, of unknown types, thin, and with members nobody knows are taken", async () => {
    const payment = await payAtStripe();
    const odd = [
      { ...intentEvent("payment_intent.reticulated", payment, { status: "reticulated" }), api_version: "2011-01-01" },
      {
        id: `evt_${crypto.randomUUID()}`,
        object: "v2.core.event",
        type: "v2.core.account.updated",
        related_object: null,
      },
      { ...intentEvent("customer.created", payment), account: "acct_1", new_member: [1] },
    ];
    for (const event of odd) expect((await deliverStripeWebhook(event)).status).toBe(200);
    expect((await show(payment.token, payment.id)).body.status).toBe("processing");
    const paid = { ...intentEvent("payment_intent.succeeded", payment, { new_member: {} }), api_version: "2099-01-01" };
    await deliverStripeWebhook(paid);
    expect((await show(payment.token, payment.id)).body.status).toBe("completed");
  });

  it("that are forged, stale or dated ahead change nothing", async () => {
    const payment = await payAtStripe();
    const body = JSON.stringify(intentEvent("payment_intent.succeeded", payment));
    const good = signStripe(body);
    const now = Math.floor(Date.now() / 1000);
    const old = signStripe(body, Date.now() - 3_600_000);
    const refused = [
      ["", "invalid_signature"],
      [good.replace("v1=", "v0="), "invalid_signature"],
      [signStripe(body, Date.now(), "another"), "invalid_signature"],
      [signStripe(`${body} `), "invalid_signature"],
      [good.replace(/v1=.*/, (found) => found.toUpperCase().replace("V1", "v1")), "invalid_signature"],
      [`t=${now},${old}`, "invalid_signature"],
      [old, "webhook_expired"],
      [signStripe(body, Date.now() + 3_600_000), "webhook_expired"],
    ] as const;
    for (const [signature, code] of refused) {
      const answer = await deliverStripeWebhook(body, signature);
      expect([answer.status, answer.body.code], signature).toEqual([401, code]);
    }
    expect((await show(payment.token, payment.id)).body.status).toBe("processing");
    expect((await deliverStripeWebhook(body, `${good},v1=${"0".repeat(64)}`)).status).toBe(200);
    expect((await show(payment.token, payment.id)).body.status).toBe("completed");
  });

  it.each([
    ["another amount", { amount: 99_999, amount_received: 99_999 }, "amount_mismatch"],
    ["less than was asked", { amount_received: 1 }, "amount_mismatch"],
    ["another currency", { currency: "usd" }, "currency_mismatch"],
    ["another intent", { id: "pi_other" }, "provider_id_mismatch"],
  ])("that tell of %s are held, and a person is asked", async (_, changes, reason) => {
    const payment = await payAtStripe();
    expect((await deliverStripeWebhook(intentEvent("payment_intent.succeeded", payment, changes))).status).toBe(200);
    expect((await show(payment.token, payment.id)).body).toMatchObject({ status: "processing", review: { reason } });
  });

  it("that are lost are made up for by a question within the first minute", async () => {
    const { token, id, made } = await payAtStripe({ description: "silent@example.com" });
    expect(made.body.status).toBe("processing");
    await stripeSettles(id);
    await letTimePass(id, 20_000);
    expect((await becomes(token, id, "completed")).body).toMatchObject({ status: "completed", review: null });
  });

  it("that tell of less than was paid, as does the answer to a question, leave it to a person", async () => {
    const { token, id } = await payAtStripe({ description: "mismatch@example.com" });
    await deliverStripeMail(id, ["payment_intent.succeeded"]);
    await letTimePass(id, 20_000);
    expect((await show(token, id)).body).toMatchObject({ status: "processing", review: { reason: "amount_mismatch" } });
  });

  it("without our metadata find their payment by its intent", async () => {
    const payment = await payAtStripe();
    await untilListed(payment);
    const event = intentEvent("payment_intent.succeeded", payment, { metadata: {} });
    expect((await deliverStripeWebhook(event)).status).toBe(200);
    expect((await becomes(payment.token, payment.id, "completed")).body).toMatchObject({ review: null });
  });

  it("about somebody else's payments on the same account are acknowledged, and wait", async () => {
    const stranger = { id: "order-17", handle: `pi_${crypto.randomUUID()}` };
    const event = intentEvent("payment_intent.succeeded", stranger);
    expect((await deliverStripeWebhook(event)).status).toBe(200);
  });

  it("that are no events are refused", async () => {
    expect((await deliverStripeWebhook("no JSON")).status).toBe(400);
    expect((await deliverStripeWebhook({ hello: "world" })).status).toBe(400);
  });
});

describe("a dispute at Stripe", () => {
  it("is told of when it is opened, moved and closed, and changes no state", async () => {
    const payment = await paidAtStripe();
    const { token, id, handle } = payment;
    await untilListed(payment);
    for (const status of ["needs_response", "under_review", "lost"]) {
      await turnStripeKnob("disputes", { payment_intent: handle, status });
    }
    await stripeMail(id, "charge.dispute.closed");
    for (const { status } of await deliverStripeMail(id)) expect(status).toBe(200);
    await untilTold(token, "dispute.closed");
    const types = await eventTypes(token);
    expect(types).toEqual(expect.arrayContaining(["dispute.opened", "dispute.updated", "dispute.closed"]));
    expect((await show(token, id)).body).toMatchObject({ status: "completed", review: null, amount_refunded_minor: 0 });
  });
});

async function untilTold(token: string, type: string): Promise<void> {
  await until(
    () => eventTypes(token),
    (types) => types.includes(type),
  );
}

async function stripeSettles(id: string): Promise<void> {
  await until(
    () => stripeLedger(id),
    ({ charges }) => charges[id] === 1,
  );
}
