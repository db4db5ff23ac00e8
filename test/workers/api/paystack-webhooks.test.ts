import { afterEach, describe, expect, inject, it } from "vitest";
import { call, refund, signAdminToken, until } from "../../support/gateway.ts";
import { deliverPaystackWebhook, pressPaystackPage, signPaystack, turnPaystackKnob } from "../../support/paystack.ts";
import { show, trailOf } from "../engine/support/payments.ts";
import { pause } from "../engine/support/time.ts";
import {
  deliverPaystackMail,
  paidAtPaystack,
  payAtPaystack,
  paystackBody,
  paystackMail,
} from "./support/paystack-payments.ts";

afterEach(async () => {
  await turnPaystackKnob("faults", []);
  await turnPaystackKnob("quirks", { metadata: "given", requested_amount: "present" });
});

/** A payment that was paid on the page, of which no webhook has come yet. */
async function paidUnheard(email = "jane@example.com") {
  const payment = await payAtPaystack(paystackBody(email));
  await pressPaystackPage(payment.id, "pay");
  const [mail] = await paystackMail(payment.id);
  return { ...payment, body: String(mail?.body), event: JSON.parse(String(mail?.body)) };
}

function isOfDispute({ type }: { type: string }): boolean {
  return type.startsWith("dispute.");
}

describe("a webhook of Paystack", () => {
  it("that comes twice, also at the same time, is applied once", async () => {
    const { token, id, body } = await paidUnheard();
    const answers = await Promise.all([1, 2, 3].map(() => deliverPaystackWebhook(body)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(answers.filter((answer) => answer.body.duplicate === true)).toHaveLength(2);
    expect((await show(token, id)).body.status).toBe("completed");
    expect((await trailOf(token, id)).filter((type) => type === "payment.completed")).toHaveLength(1);
  });

  it.each([
    ["signed with another secret", (body: string) => signPaystack(body, "another-secret")],
    ["with another body's signature", () => signPaystack("{}")],
    ["in upper case", (body: string) => signPaystack(body).toUpperCase()],
    ["without one", () => ""],
  ])("with a signature that is wrong (%s) moves nothing", async (_, sign) => {
    const { token, id, body } = await paidUnheard();
    expect(await deliverPaystackWebhook(body, sign(body))).toMatchObject({
      status: 401,
      body: { code: "invalid_signature" },
    });
    expect((await show(token, id)).body.status).toBe("processing");
    expect(await trailOf(token, id)).not.toContain("webhook.received");
  });

  it.each(["empty", "zero", "null", "string"])("whose metadata is %s is applied", async (metadata) => {
    await turnPaystackKnob("quirks", { metadata });
    const { token, id } = await paidUnheard();
    await deliverPaystackMail(id);
    expect((await show(token, id)).body).toMatchObject({ status: "completed", review: null });
  });

  it.each(["jane@example.com", "fees@example.com"])(
    "that does not say what was asked (%s) has Paystack asked, at once",
    async (email) => {
      await turnPaystackKnob("quirks", { requested_amount: "absent" });
      const { token, id } = await paidUnheard(email);
      await deliverPaystackMail(id);
      for (let tries = 0; tries < 20 && (await show(token, id)).body.status !== "completed"; tries += 1)
        await pause(50);
      expect((await show(token, id)).body).toMatchObject({ status: "completed", review: null });
    },
  );

  it.each([
    ["another amount", { requested_amount: 99_999, amount: 99_999 }, "amount_mismatch"],
    ["less than was asked", { amount: 99_999 }, "amount_mismatch"],
    ["another currency", { currency: "NGN" }, "currency_mismatch"],
  ])("that says %s is held, and a person is asked", async (_, lie, reason) => {
    const { token, id, event } = await paidUnheard();
    const told = { ...event, data: { ...event.data, ...lie } };
    expect((await deliverPaystackWebhook(told)).status).toBe(200);
    expect((await show(token, id)).body).toMatchObject({ status: "processing", review: { reason } });
  });

  it("with its amounts as text is applied", async () => {
    const { token, id, event } = await paidUnheard();
    const data = { ...event.data, id: String(event.data.id), amount: "100000", requested_amount: "100000" };
    await deliverPaystackWebhook({ ...event, data });
    expect((await show(token, id)).body).toMatchObject({ status: "completed", review: null });
  });

  it.each([
    ["of a type nobody knows", { event: "charge.mystery", data: { id: 1 } }],
    ["with a list as its data", { event: "subscription.expiring_cards", data: [{ brand: "visa" }] }],
    ["without data", { event: "charge.success" }],
    ["of another shop's order", { event: "charge.success", data: { id: 7, status: "success", reference: "T123" } }],
    ["of a transfer", { event: "transfer.success", data: { reference: "acv_9ee55786", transfer_code: "TRF_1" } }],
  ])("%s is acknowledged and ignored", async (_, event) => {
    const answer = await deliverPaystackWebhook(event);
    expect(answer).toMatchObject({ status: 200, body: { received: true } });
  });

  it("that is no event is refused", async () => {
    expect((await deliverPaystackWebhook({ hello: "world" })).status).toBe(400);
    expect((await deliverPaystackWebhook("not json")).status).toBe(400);
  });

  it("of a success after the refund's, or before the payment is asked about, leads to the same end", async () => {
    const { token, id } = await paidAtPaystack();
    await refund(token, id, { amount: "1000.00", reason: "instant" });
    await deliverPaystackMail(id, (mail) => mail.toReversed());
    expect((await show(token, id)).body).toMatchObject({ status: "refunded", amount_refunded: 1000, review: null });
  });

  it("of a dispute shows in the trail and the feed, and moves no money", async () => {
    const { token, id } = await paidAtPaystack();
    await turnPaystackKnob("disputes", { reference: id, refund_amount: 5_000 });
    await turnPaystackKnob("disputes", { reference: id, action: "resolve", resolution: "declined" });
    await deliverPaystackMail(id);
    const { body } = await show(token, id);
    expect(body).toMatchObject({ status: "completed", amount_refunded: 0 });
    const disputes = await until(
      async () => (await call("GET", "/events", { token })).body.data.filter(isOfDispute),
      ({ length }) => length === 2,
    );
    expect(disputes).toMatchObject([
      { type: "dispute.opened", transaction_id: id, data: { dispute: { amount_minor: 5_000 } } },
      { type: "dispute.closed", transaction_id: id },
    ]);
  });

  it("shows to the operator without the key that signs it", async () => {
    const { body } = await paidUnheard();
    await deliverPaystackWebhook(body);
    const { text } = await call("GET", "/admin/webhook-events?provider=paystack", { token: await signAdminToken() });
    expect(text).not.toContain(inject("workerVariables").PAYSTACK_SECRET_KEY);
  });
});
