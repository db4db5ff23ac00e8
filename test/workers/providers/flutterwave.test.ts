import { afterEach, describe, expect, it } from "vitest";
import {
  deliverFlutterwaveMail,
  deliverFlutterwaveWebhook,
  flutterwaveLedger,
  flutterwaveSimulator,
  pressFlutterwavePage,
  pressFlutterwavePhone,
} from "../../support/flutterwave.ts";
import { call, initialize, paymentBody, refund } from "../../support/gateway.ts";
import { becomes, newMerchant, show, trailOf } from "../engine/support/payments.ts";
import { idOf } from "../engine/support/shard.ts";
import { letTimePass } from "../engine/support/time.ts";

const MPESA = { payment_method: "mpesa", customer: { email: "jane@example.com", phone: "0712345000" } };

afterEach(() => flutterwaveSimulator.setFaults([]));

/** A payment that is not made yet: its id follows from its key, so that faults can be put in its way. */
async function order(email = "jane@example.com", overrides: Record<string, unknown> = {}) {
  const { token, merchantId } = await newMerchant();
  const key = crypto.randomUUID();
  const body = paymentBody(email, { provider: "flutterwave", ...overrides });
  return { token, id: idOf(merchantId, key), pay: () => initialize(token, body, key) };
}

async function paid(email?: string) {
  const payment = await order(email);
  await payment.pay();
  await pressFlutterwavePage(payment.token, payment.id, "pay");
  await deliverFlutterwaveMail(payment.id);
  expect((await becomes(payment.token, payment.id, "completed")).body.status).toBe("completed");
  return payment;
}

describe("a payment by Flutterwave", () => {
  it("leads to its page, and is completed when the webhook has it asked about", async () => {
    const { token, id, pay } = await order();
    const made = await pay();
    expect(made).toMatchObject({ status: 201, body: { status: "processing", provider_transaction_id: id } });
    await pressFlutterwavePage(token, id, "pay");
    expect(await deliverFlutterwaveMail(id)).toMatchObject([{ status: 200, body: { received: true } }]);
    const { body } = await becomes(token, id, "completed");
    const [payment] = (await flutterwaveLedger(id)).payments;
    expect(body).toMatchObject({ status: "completed", amount: 1000, review: null, provider_receipt: payment?.id });
    const { text } = await show(token, id);
    expect(JSON.stringify(JSON.parse(text).audit_trail)).not.toContain("/hosted/pay/");
  });

  it("by M-Pesa rings the phone; what its owner lets fail is failed", async () => {
    const { token, id, pay } = await order("jane@example.com", MPESA);
    expect((await pay()).body).toMatchObject({ status: "processing", next_action: { type: "await_customer" } });
    await pressFlutterwavePhone(id, "fail");
    await deliverFlutterwaveMail(id);
    expect((await becomes(token, id, "failed")).body).toMatchObject({
      status: "failed",
      failure: { code: "declined" },
    });
  });

  it("that fails on the page is failed, and another card still wins", async () => {
    const { token, id, pay } = await order();
    const { body: made } = await pay();
    await pressFlutterwavePage(token, id, "fail");
    await deliverFlutterwaveMail(id);
    expect((await becomes(token, id, "failed")).body.status).toBe("failed");
    await flutterwaveSimulator.press(made.next_action.url, "pay");
    await deliverFlutterwaveMail(id);
    expect((await becomes(token, id, "completed")).body).toMatchObject({ status: "completed", failure: null });
  });

  it("that nobody pays in time is failed as expired", async () => {
    const { token, id, pay } = await order();
    await pay();
    await letTimePass(id, 86_400_000);
    expect((await becomes(token, id, "failed")).body).toMatchObject({ failure: { code: "expired" }, review: null });
  });

  it("of which another amount is told than was asked is held for a person", async () => {
    const { token, id, pay } = await order("mismatch@example.com");
    await pay();
    await pressFlutterwavePage(token, id, "pay");
    await deliverFlutterwaveMail(id);
    const { body } = await call("POST", `/payments/${id}/verify`, { token });
    expect(body).toMatchObject({ status: "processing", review: { reason: "amount_mismatch" } });
  });

  it("is refused before anything is recorded where it cannot be made", async () => {
    const { token } = await newMerchant();
    const body = (overrides: object) => paymentBody("jane@example.com", { provider: "flutterwave", ...overrides });
    for (const overrides of [
      { payment_method: "cheque" },
      { payment_method: "mpesa", currency: "NGN", customer: { email: "a@example.com", phone: "0712345678" } },
      { ...MPESA, customer: { email: "a@example.com", phone: "+15550100" } },
      { provider_options: { channels: ["card"] } },
      { customer: { phone: "0712345678" } },
    ]) {
      expect((await initialize(token, body(overrides))).status).toBe(422);
    }
  });
});

describe("Flutterwave's webhooks", () => {
  it("with the right hash and a false body move nothing", async () => {
    const { token, id, pay } = await order();
    await pay();
    const forged = {
      event: "charge.completed",
      data: { id: 1, tx_ref: id, amount: 1_000, currency: "KES", status: "successful" },
    };
    expect(await deliverFlutterwaveWebhook(forged)).toMatchObject({ status: 200 });
    expect((await becomes(token, id, "completed", 1_000)).body).toMatchObject({ status: "processing", review: null });
    expect(await trailOf(token, id)).not.toContain("payment.completed");
  });

  it("with another hash are refused", async () => {
    const { pay, id } = await order();
    await pay();
    const event = { event: "charge.completed", data: { id: 1, tx_ref: id, status: "successful" } };
    expect((await deliverFlutterwaveWebhook(event, "guess")).status).toBe(401);
  });

  it("of old accounts, of another shape, are understood; repeats are duplicates", async () => {
    const { token, id } = await paid("legacy@example.com");
    expect(await deliverFlutterwaveMail(id)).toMatchObject([{ status: 200, body: { duplicate: true } }]);
    expect((await show(token, id)).body).toMatchObject({ status: "completed", review: null });
  });
});

describe("a payment whose answer from Flutterwave is lost", () => {
  it.each([
    ["answered 500", { status: 500 }],
    ["the connection is cut", { drop: true }],
    ["answered in garbage", { garbage: true }],
  ])("(%s) is found by its reference, and its customer is asked once", async (_, action) => {
    const { token, id, pay } = await order("jane@example.com", MPESA);
    await flutterwaveSimulator.setFaults([{ match: { method: "POST", reference: id }, times: 1, action }]);
    expect(await pay()).toMatchObject({ status: 202, body: { status: "processing" } });
    await letTimePass(id, 20_000);
    await pressFlutterwavePhone(id, "pay");
    await letTimePass(id, 20_000);
    expect((await becomes(token, id, "completed")).body.status).toBe("completed");
    expect((await flutterwaveLedger(id)).payments).toHaveLength(1);
  });

  it("is never sent again: a page that nobody was told of ends, and was never made twice", async () => {
    const { token, id, pay } = await order();
    await flutterwaveSimulator.setFaults([
      { match: { method: "POST", reference: id }, times: 1, action: { drop: true } },
    ]);
    expect((await pay()).status).toBe(202);
    for (let looks = 0; looks < 3; looks += 1) {
      await letTimePass(id, 180_000);
      await becomes(token, id, "failed", 1_500);
    }
    expect((await show(token, id)).body).toMatchObject({
      status: "failed",
      failure: { code: "not_found_at_provider" },
    });
    expect((await flutterwaveLedger(id)).pages).toHaveLength(1);
  });
});

describe("a refund by Flutterwave", () => {
  it("gives back in part, then in whole", async () => {
    const { token, id } = await paid();
    expect((await refund(token, id, { amount: "400.00" })).body).toMatchObject({ status: "completed", amount: 400 });
    expect((await refund(token, id, {})).body).toMatchObject({ status: "completed", amount: 600 });
    expect((await show(token, id)).body.status).toBe("refunded");
    expect((await flutterwaveLedger(id)).refunds.map((each) => each.amount_refunded)).toEqual([400, 600]);
  });

  it("whose status nobody knows is pending, with its number", async () => {
    const { token, id } = await paid();
    expect((await refund(token, id, { reason: "odd" })).body).toMatchObject({
      status: "pending",
      provider_refund_id: expect.any(String),
    });
  });

  it("whose answer is lost is asked for once, and goes to a person", async () => {
    const { token, id } = await paid();
    await flutterwaveSimulator.setFaults([
      { match: { method: "POST", reference: id }, times: 1, action: { drop: true } },
    ]);
    const { body } = await refund(token, id, {});
    expect(body.status).toBe("pending");
    for (let looks = 0; looks < 2; looks += 1) {
      await letTimePass(id, 3_700_000);
      await becomes(token, id, "failed", 1_500);
    }
    expect((await show(token, id)).body).toMatchObject({
      status: "completed",
      review: { reason: "refund_outcome_unknown" },
    });
    expect((await flutterwaveLedger(id)).refunds).toHaveLength(1);
  });
});
