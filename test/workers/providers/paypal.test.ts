import { afterEach, describe, expect, it } from "vitest";
import { call, initialize, paymentBody, refund, until } from "../../support/gateway.ts";
import {
  approvePaypal,
  deliverPaypalMail,
  deliverPaypalWebhook,
  paypalLedger,
  paypalSimulator,
} from "../../support/paypal.ts";
import { without } from "../../support/switches.ts";
import { becomes, newMerchant, show } from "../engine/support/payments.ts";
import { idOf } from "../engine/support/shard.ts";
import { letTimePass } from "../engine/support/time.ts";

const APPROVED = "CHECKOUT.ORDER.APPROVED";

afterEach(() => paypalSimulator.setFaults([]));

/** A payment that is not made yet: its id follows from its key, so that faults can be put in its way. */
async function order(email = "jane@example.com", overrides: Record<string, unknown> = {}) {
  const { token, merchantId } = await newMerchant();
  const key = crypto.randomUUID();
  const body = paymentBody(email, { provider: "paypal", amount: "100.00", currency: "USD", ...overrides });
  return { token, id: idOf(merchantId, key), pay: () => initialize(token, body, key) };
}

/** A payment whose payer has approved it, which nobody has told of yet. */
async function approved(email?: string, overrides?: Record<string, unknown>) {
  const payment = await order(email, overrides);
  await payment.pay();
  await approvePaypal(payment.id);
  return payment;
}

async function paid() {
  const payment = await approved();
  await deliverPaypalMail(payment.id, APPROVED);
  expect((await becomes(payment.token, payment.id, "completed")).body.status).toBe("completed");
  return payment;
}

function command(token: string, id: string, verb: string, body: unknown = {}) {
  const headers = { "idempotency-key": crypto.randomUUID() };
  return call("POST", `/payments/${id}/${verb}`, { token, body, headers });
}

describe("a payment by PayPal", () => {
  it("leads to its page; what is approved there is taken once the webhook tells", async () => {
    const { token, id, pay } = await order();
    const { body: made, status } = await pay();
    expect([status, made.status, made.next_action.type]).toEqual([201, "processing", "redirect"]);
    await approvePaypal(id);
    expect((await paypalLedger(id)).captures).toEqual([]);
    expect(await deliverPaypalMail(id, APPROVED)).toMatchObject([{ status: 200, body: { received: true } }]);
    const { body } = await becomes(token, id, "completed");
    const [capture] = (await paypalLedger(id)).captures;
    expect(body).toMatchObject({ status: "completed", amount: 100, review: null, provider_receipt: capture?.id });
    await deliverPaypalMail(id);
    expect((await show(token, id)).body).toMatchObject({ status: "completed", review: null });
    expect(JSON.stringify((await show(token, id)).body.audit_trail)).not.toContain("/checkoutnow/");
  });

  it("is taken once, however many look at the same time", async () => {
    const { token, id } = await approved();
    const verify = () => call("POST", `/payments/${id}/verify`, { token });
    await Promise.all([verify(), deliverPaypalMail(id), verify(), deliverPaypalMail(id)]);
    expect((await becomes(token, id, "completed")).body).toMatchObject({ status: "completed", review: null });
    expect((await paypalLedger(id)).captures).toHaveLength(1);
  });

  it("whose capture goes unanswered is asked about, and taken once", async () => {
    const { token, id } = await approved();
    await paypalSimulator.setFaults([
      { match: { path: "[/]capture$", reference: id }, times: 1, action: { drop: true } },
    ]);
    expect((await call("POST", `/payments/${id}/verify`, { token })).body.status).toBe("processing");
    expect((await paypalLedger(id)).captures).toHaveLength(1);
    await letTimePass(id, 20_000);
    expect((await becomes(token, id, "completed")).body.status).toBe("completed");
    expect((await paypalLedger(id)).captures).toHaveLength(1);
  });

  it("whose making goes unanswered is made again under its key, which makes none", async () => {
    const { token, id, pay } = await order();
    await paypalSimulator.setFaults([{ match: { method: "POST", reference: id }, times: 1, action: { drop: true } }]);
    expect((await pay()).status).toBe(202);
    await letTimePass(id, 20_000);
    await becomes(token, id, "completed", 1_500);
    expect((await show(token, id)).body).toMatchObject({ status: "processing", next_action: { type: "redirect" } });
    expect((await paypalLedger(id)).orders).toHaveLength(1);
  });

  it("whose first card is declined stays open, and is paid with another", async () => {
    const { token, id } = await approved("decline@example.com");
    await deliverPaypalMail(id, APPROVED);
    expect((await becomes(token, id, "completed", 1_000)).body.status).toBe("processing");
    await approvePaypal(id);
    await deliverPaypalMail(id, APPROVED);
    expect((await becomes(token, id, "completed")).body).toMatchObject({ status: "completed", failure: null });
  });

  it("that PayPal reviews waits for that, whatever its order says", async () => {
    const { token, id } = await approved("review@example.com");
    await deliverPaypalMail(id);
    expect((await becomes(token, id, "completed", 1_000)).body.status).toBe("processing");
    const [capture] = (await paypalLedger(id)).captures;
    await paypalSimulator.turn("reviews", { capture_id: capture?.id });
    await deliverPaypalMail(id, "PAYMENT.CAPTURE.COMPLETED");
    expect((await becomes(token, id, "completed")).body.status).toBe("completed");
  });

  it.each([
    ["bounce@example.com", { status: "failed", failure: { code: "declined" } }],
    ["mismatch@example.com", { status: "processing", review: { reason: "amount_mismatch" } }],
  ])("of %s is not completed by a completed order", async (email, expected) => {
    const { token, id } = await approved(email);
    await deliverPaypalMail(id, APPROVED);
    await becomes(token, id, "failed", 1_500);
    expect((await show(token, id)).body).toMatchObject(expected);
  });

  it("that nobody approves in time is over, and not taken when it is approved after all", async () => {
    const { token, id, pay } = await order();
    await pay();
    await letTimePass(id, 10_800_000);
    const { body } = await becomes(token, id, "cancelled");
    expect(body).toMatchObject({ status: "cancelled", failure: { code: "expired" } });
    await approvePaypal(id);
    await deliverPaypalMail(id);
    await becomes(token, id, "completed", 1_000);
    expect((await paypalLedger(id)).captures).toEqual([]);
  });

  it("that is cancelled is not taken any more", async () => {
    const { token, id, pay } = await order();
    await pay();
    expect((await call("POST", `/payments/${id}/cancel`, { token })).body.status).toBe("cancelled");
    await approvePaypal(id);
    await deliverPaypalMail(id);
    await becomes(token, id, "completed", 1_000);
    expect((await paypalLedger(id)).captures).toEqual([]);
  });

  it("is refused where PayPal has no such money", async () => {
    const { token } = await newMerchant();
    const body = (overrides: object) => paymentBody("jane@example.com", { provider: "paypal", ...overrides });
    for (const [currency, amount, status] of [
      ["KES", "100.00", 422],
      ["HUF", "100.50", 422],
      ["HUF", "100.00", 201],
      ["JPY", "100", 201],
    ]) {
      expect((await initialize(token, body({ currency, amount }))).status).toBe(status);
    }
  });
});

describe("a payment by PayPal that is captured by hand", () => {
  const MANUAL = { capture: "manual" };

  it("is reserved by its approval, and taken in part", async () => {
    const { token, id } = await approved("jane@example.com", MANUAL);
    await deliverPaypalMail(id, APPROVED);
    expect((await becomes(token, id, "authorized")).body.status).toBe("authorized");
    const taken = await command(token, id, "capture", { amount: "60.00" });
    expect(taken.body).toMatchObject({ status: "completed", amount_captured: 60 });
    await deliverPaypalMail(id);
    expect((await show(token, id)).body).toMatchObject({ status: "completed", amount_captured: 60, review: null });
    expect((await paypalLedger(id)).captures).toMatchObject([{ amount: { value: "60.00" } }]);
  });

  it("is released", async () => {
    const { token, id } = await approved("jane@example.com", MANUAL);
    await call("POST", `/payments/${id}/verify`, { token });
    expect((await becomes(token, id, "authorized")).body.status).toBe("authorized");
    expect((await command(token, id, "void")).body.status).toBe("cancelled");
    expect((await paypalLedger(id)).authorizations).toMatchObject([{ status: "VOIDED" }]);
  });

  it("whose capture goes unanswered is captured once", async () => {
    const { token, id } = await approved("jane@example.com", MANUAL);
    await call("POST", `/payments/${id}/verify`, { token });
    await becomes(token, id, "authorized");
    const [authorization] = (await paypalLedger(id)).authorizations;
    const match = { path: `/v2/payments/authorizations/${authorization?.id}` };
    await paypalSimulator.setFaults([{ match, times: 1, action: { drop: true } }]);
    expect((await command(token, id, "capture")).status).toBe(202);
    await letTimePass(id, 20_000);
    expect((await becomes(token, id, "completed")).body.status).toBe("completed");
    expect((await paypalLedger(id)).captures).toHaveLength(1);
  });
});

describe("PayPal's webhooks", () => {
  it("are refused when they were changed on their way", async () => {
    const { id } = await approved();
    const [webhook] = (await paypalLedger(id)).webhooks;
    const answer = await deliverPaypalWebhook(webhook?.body ?? "", (body) => body.replace("APPROVED", "REMOVED"));
    expect(answer.status).toBe(401);
  });

  it("are to be sent again while PayPal cannot be asked", async () => {
    const { token, id } = await approved();
    const [webhook] = (await paypalLedger(id)).webhooks;
    const path = "/v1/notifications/verify-webhook-signature";
    await paypalSimulator.setFaults([{ match: { path }, times: 1, action: { status: 503, before: true } }]);
    expect(await deliverPaypalWebhook(webhook?.body ?? "")).toMatchObject({
      status: 503,
      body: { code: "provider_unreachable" },
    });
    expect((await deliverPaypalWebhook(webhook?.body ?? "")).status).toBe(200);
    expect((await becomes(token, id, "completed")).body.status).toBe("completed");
  });

  it("of disputes tell the merchant, and move no money", async () => {
    const { token, id } = await paid();
    const [capture] = (await paypalLedger(id)).captures;
    await paypalSimulator.turn("disputes", { capture_id: capture?.id });
    expect(await deliverPaypalMail(id, "CUSTOMER.DISPUTE.CREATED")).toMatchObject([{ status: 200 }]);
    const { body } = await show(token, id);
    expect(body.status).toBe("completed");
    expect(JSON.stringify(body.audit_trail)).toContain("dispute");
  });
});

describe("a refund by PayPal", () => {
  it("gives back in part, then in whole, and its webhooks are no news", async () => {
    const { token, id } = await paid();
    expect((await refund(token, id, { amount: "40.00" })).body).toMatchObject({ status: "completed", amount: 40 });
    expect((await refund(token, id, {})).body).toMatchObject({ status: "completed", amount: 60 });
    await deliverPaypalMail(id);
    const { body } = await show(token, id);
    expect(body).toMatchObject({ status: "refunded", review: null });
    expect(body.refunds).toHaveLength(2);
  });

  it("whose answer is lost is asked for again under its key, and made once", async () => {
    const { token, id } = await paid();
    await paypalSimulator.setFaults([
      { match: { path: "[/]refund$", reference: id }, times: 1, action: { drop: true } },
    ]);
    expect((await refund(token, id, {})).body.status).toBe("pending");
    await letTimePass(id, 20_000);
    expect((await becomes(token, id, "refunded")).body.status).toBe("refunded");
    expect((await paypalLedger(id)).refunds).toHaveLength(1);
  });

  it("of PayPal's own pages appears as the provider's", async () => {
    const { token, id } = await paid();
    const [capture] = (await paypalLedger(id)).captures;
    const amount = { currency_code: "USD", value: "25.00" };
    await paypalSimulator.turn("refunds", { capture_id: capture?.id, amount });
    // It names the money alone, whose payment Postgres tells.
    await until(
      () => call("GET", "/payments?status=completed", { token }),
      ({ body }) => body.data.length === 1,
    );
    await deliverPaypalMail(id, "PAYMENT.CAPTURE.REFUNDED");
    const { body } = await becomes(token, id, "partially_refunded");
    expect(body.refunds).toMatchObject([{ origin: "provider", amount: 25, status: "completed" }]);
  });
});

describe("while PayPal is away", () => {
  it("a payment stays open, and is made once it is back", async () => {
    const { token, id, pay } = await order();
    await without("paypal", "refuse", async () => {
      expect((await pay()).status).toBe(202);
    });
    await letTimePass(id, 20_000);
    await becomes(token, id, "completed", 1_500);
    expect((await show(token, id)).body).toMatchObject({ status: "processing", next_action: { type: "redirect" } });
    expect((await paypalLedger(id)).orders).toHaveLength(1);
  });
});
