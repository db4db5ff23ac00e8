import { describe, expect, it } from "vitest";
import { inboxIdOf } from "../../../src/domain/inbox/inbox-item.ts";
import { call, refund, until } from "../../support/gateway.ts";
import { pressStripePage, setStripeFaults, stripeLedger, turnStripeKnob } from "../../support/stripe.ts";
import { becomes, show } from "../engine/support/payments.ts";
import { letTimePass } from "../engine/support/time.ts";
import { expectFieldError } from "./support/expect-problem.ts";
import { deliverStripeMail, paidAtStripe, payAtStripe, stripeMail, untilListed } from "./support/stripe-payments.ts";

/** A paid payment whose refunds do what the word says (dev/simulators/stripe/README.md). */
const refundable = (word: string) => paidAtStripe({ description: `wait+refund-${word}@example.com` });

const refundsOf = async (token: string, id: string) =>
  (await call("GET", `/payments/${id}/refunds`, { token })).body.data;

describe("refunds at Stripe", () => {
  it("are made in parts, never beyond what is left", async () => {
    const { token, id } = await paidAtStripe();
    expect((await refund(token, id, { amount: "300.00" })).body).toMatchObject({
      status: "completed",
      provider_refund_id: expect.stringMatching(/^re_/),
    });
    expect((await refund(token, id, { amount: "200.00" })).body.status).toBe("completed");
    expectFieldError(await refund(token, id, { amount: "500.01" }), "amount", "refund_exceeds_balance");
    expect((await refund(token, id, {})).body.amount_minor).toBe(50_000);
    await deliverStripeMail(id);
    expect((await show(token, id)).body).toMatchObject({
      status: "refunded",
      review: null,
      amount_refunded_minor: 100_000,
    });
    const { refunds } = await stripeLedger(id);
    expect(refunds.map(({ amount }) => amount).sort()).toEqual([20_000, 30_000, 50_000]);
  });

  it("with one key are one, whatever is repeated", async () => {
    const { token, id } = await paidAtStripe();
    const key = crypto.randomUUID();
    for (let asked = 0; asked < 3; asked += 1) await refund(token, id, { amount: "300.00" }, key);
    expect((await stripeLedger(id)).refunds).toHaveLength(1);
  });

  it("of an amount that Stripe has no unit for are refused before anything is sent", async () => {
    const { token, id } = await paidAtStripe({ currency: "KWD", amount: "10.000" });
    expectFieldError(await refund(token, id, { amount: "1.001" }), "amount", "not_supported_by_provider");
    expect((await stripeLedger(id)).refunds).toHaveLength(0);
  });

  it("that are refused or fail at once are failed, with the reason", async () => {
    const [refused, failing] = [await refundable("refuse"), await refundable("fail")];
    expect((await refund(refused.token, refused.id, {})).body).toMatchObject({
      status: "failed",
      failure: { code: "charge_not_refundable" },
    });
    expect((await refund(failing.token, failing.id, {})).body).toMatchObject({
      status: "failed",
      failure: { code: "expired_or_canceled_card" },
    });
    expect((await show(failing.token, failing.id)).body).toMatchObject({
      status: "completed",
      amount_refunded_minor: 0,
    });
  });

  it("that fail late lower the sum again, and old news does not raise it", async () => {
    const { token, id } = await refundable("latefail");
    expect((await refund(token, id, {})).body.status).toBe("completed");
    expect((await show(token, id)).body.status).toBe("refunded");
    await stripeMail(id, "refund.failed");
    await deliverStripeMail(id, [], (mail) => [...mail].reverse());
    const after = await becomes(token, id, "completed");
    expect(after.body).toMatchObject({ status: "completed", amount_refunded_minor: 0, review: null });
    expect(after.body.refunds).toMatchObject([{ status: "failed", failure: { code: expect.any(String) } }]);
  });

  it("that are pending are completed by their webhook, or by a question", async () => {
    for (const isTold of [true, false]) {
      const { token, id } = await refundable("pending");
      expect((await refund(token, id, {})).body.status).toBe("pending");
      await stripeMail(id, "refund.updated");
      if (isTold) await deliverStripeMail(id);
      else await letTimePass(id, 20_000);
      expect((await becomes(token, id, "refunded")).body.status).toBe("refunded");
    }
  });

  it.each([
    ["is lost", { drop: true }],
    ["is an error", { status: 500 }],
    ["is no JSON", { garbage: true }],
  ])("whose answer %s are found, and made once", async (_, action) => {
    const { token, id } = await paidAtStripe();
    await setStripeFaults([{ match: { method: "POST", path: "/v1/refunds", reference: id }, times: 1, action }]);
    const asked = await refund(token, id, { amount: "300.00" });
    expect([asked.status, asked.body.status]).toEqual([202, "pending"]);
    expect((await becomes(token, id, "partially_refunded")).body.refunds).toHaveLength(1);
    expect((await stripeLedger(id)).refunds).toHaveLength(1);
  });

  it("that Stripe answers with a stored error are failed once it is certain that none was made", async () => {
    const { token, id } = await refundable("stored500");
    expect((await refund(token, id, {})).status).toBe(202);
    await letTimePass(id, 70_000);
    const [settled] = await until(
      () => refundsOf(token, id),
      ([first]) => first.status !== "pending",
    );
    expect(settled).toMatchObject({ status: "failed", failure: { code: "provider_error" } });
    expect((await refund(token, id, { amount: "1.00" })).status).not.toBe(422);
  });
});

describe("a refund made in Stripe's dashboard", () => {
  it.each([
    ["by its own event", "refund.created"],
    ["by the charge's event alone", "charge.refunded"],
  ])("is shown as the provider's %s", async (_, type) => {
    const payment = await paidAtStripe();
    const { token, id, handle } = payment;
    await untilListed(payment);
    await turnStripeKnob("refunds", { payment_intent: handle, amount: 10_000 });
    await deliverStripeMail(id, [type]);
    const shown = await becomes(token, id, "partially_refunded");
    expect(shown.body).toMatchObject({ status: "partially_refunded", amount_refunded_minor: 10_000, review: null });
    expect(shown.body.refunds).toMatchObject([{ origin: "provider", status: "completed", amount_minor: 10_000 }]);
    await deliverStripeMail(id);
    expect((await show(token, id)).body.refunds).toHaveLength(1);
    expectFieldError(await refund(token, id, { amount: "900.01" }), "amount", "refund_exceeds_balance");
  });

  it("before the gateway knows of the payment's success counts once it does", async () => {
    const payment = await payAtStripe();
    const { token, id, handle } = payment;
    await untilListed(payment);
    await pressStripePage(handle, "succeed");
    await turnStripeKnob("refunds", { payment_intent: handle, amount: 10_000 });
    const [event] = (await stripeMail(id, "refund.created")).filter(({ type }) => type === "refund.created");
    await deliverStripeMail(id, ["refund.created"]);
    expect((await show(token, id)).body.refunds).toEqual([]);
    await deliverStripeMail(id, ["payment_intent.succeeded"]);
    // It waits where it was kept before anybody knew whose it was.
    await letTimePass(inboxIdOf(null, "platform:stripe", String(event?.id)), 70_000);
    expect((await becomes(token, id, "partially_refunded")).body.refunds).toMatchObject([{ origin: "provider" }]);
  });
});
