import { describe, expect, it } from "vitest";
import { call, refund } from "../../support/gateway.ts";
import { stripeLedger } from "../../support/stripe.ts";
import { intentEvent } from "../api/support/stripe-payments.ts";
import { becomes, newMerchant, show } from "../engine/support/payments.ts";
import {
  booksOf,
  configure,
  deliverTo,
  merchantWithStripe,
  openStripeAccount,
  pathOf,
  payWith,
} from "./support/own-accounts.ts";

describe("merchants with accounts of their own", () => {
  it("are each charged with their own, and others with the platform's", async () => {
    const [one, other, third] = await Promise.all([merchantWithStripe(), merchantWithStripe(), newMerchant()]);
    const [ofOne, ofOther, ofThird] = [
      await payWith(one.token),
      await payWith(other.token),
      await payWith(third.token),
    ];
    expect(ofOne.body).toMatchObject({ status: "completed", account_id: `${one.merchantId}.stripe.1` });
    expect((await booksOf(one.account, ofOne.id)).charges).toEqual({ [ofOne.id]: 1 });
    expect((await booksOf(other.account, ofOther.id)).charges).toEqual({ [ofOther.id]: 1 });
    expect((await booksOf(other.account, ofOne.id)).charges).toEqual({});
    expect(ofThird.body.account_id).toBe("platform:stripe");
    expect((await stripeLedger(ofThird.id)).charges).toEqual({ [ofThird.id]: 1 });
    expect((await stripeLedger(ofOne.id)).charges).toEqual({});
  });

  it("are told of by their own account alone, at its own address", async () => {
    const [one, other] = await Promise.all([merchantWithStripe(), merchantWithStripe()]);
    const payment = await payWith(one.token, null);
    const event = intentEvent("payment_intent.succeeded", payment);
    // Signed with the other's secret at the one's address: it proves nothing.
    expect((await deliverTo(one.address, event, other.account.webhook_secret)).status).toBe(401);
    // At the other's own address, and at the platform's, it is authentic, and about somebody else's payment.
    expect((await deliverTo(other.address, event, other.account.webhook_secret)).status).toBe(200);
    expect((await deliverTo("/api/v1/webhooks/stripe", event, one.account.webhook_secret)).status).toBe(401);
    expect((await show(one.token, payment.id)).body).toMatchObject({ status: "processing", review: null });
    expect((await deliverTo(one.address, event, one.account.webhook_secret)).status).toBe(200);
    expect((await becomes(one.token, payment.id, "completed")).body.status).toBe("completed");
  });

  it("refund yesterday's payment with yesterday's account", async () => {
    const merchant = await merchantWithStripe();
    const before = await payWith(merchant.token);
    const next = await openStripeAccount();
    const { api_key, webhook_secret } = next;
    const changed = await configure(merchant.token, { api_key, webhook_secret });
    expect([changed.status, changed.body.version]).toEqual([200, 2]);
    const after = await payWith(merchant.token);
    expect((await booksOf(next, after.id)).charges).toEqual({ [after.id]: 1 });
    expect((await refund(merchant.token, before.id, {})).body.status).toBe("completed");
    expect((await booksOf(merchant.account, before.id)).refunds).toHaveLength(1);
    expect((await booksOf(next, before.id)).refunds).toHaveLength(0);
  });

  it("stay told of at an address of before, whoever of theirs signs", async () => {
    const merchant = await merchantWithStripe();
    const before = await payWith(merchant.token, null);
    const { api_key, webhook_secret } = await openStripeAccount();
    const changed = await configure(merchant.token, { api_key, webhook_secret });
    const after = await payWith(merchant.token, null);
    const paid = (payment: typeof before) => intentEvent("payment_intent.succeeded", payment);
    // The new version's address does not take the old secret, and the old secret says nothing of new payments.
    const newAddress = pathOf(changed.body.webhook_url);
    expect((await deliverTo(newAddress, paid(before), merchant.account.webhook_secret)).status).toBe(401);
    expect((await deliverTo(merchant.address, paid(after), merchant.account.webhook_secret)).status).toBe(200);
    expect((await show(merchant.token, after.id)).body.status).toBe("processing");
    expect((await deliverTo(merchant.address, paid(after), webhook_secret)).status).toBe(200);
    expect((await deliverTo(merchant.address, paid(before), merchant.account.webhook_secret)).status).toBe(200);
    expect((await becomes(merchant.token, after.id, "completed")).body.status).toBe("completed");
    expect((await becomes(merchant.token, before.id, "completed")).body.status).toBe("completed");
  });

  it("fall back to the platform's for new payments alone when theirs is deleted", async () => {
    const merchant = await merchantWithStripe();
    const before = await payWith(merchant.token);
    const open = await payWith(merchant.token, null);
    const removed = await call("DELETE", "/providers/stripe/config", { token: merchant.token });
    expect([removed.status, removed.text]).toEqual([204, ""]);
    expect((await payWith(merchant.token)).body.account_id).toBe("platform:stripe");
    expect((await refund(merchant.token, before.id, {})).body.status).toBe("completed");
    expect((await booksOf(merchant.account, before.id)).refunds).toHaveLength(1);
    const event = intentEvent("payment_intent.succeeded", open);
    expect((await deliverTo(merchant.address, event, merchant.account.webhook_secret)).status).toBe(200);
    expect((await becomes(merchant.token, open.id, "completed")).body.status).toBe("completed");
    expect((await call("DELETE", "/providers/stripe/config", { token: merchant.token })).status).toBe(404);
  });

  it("are not charged with the platform's while their own is disabled", async () => {
    const merchant = await merchantWithStripe();
    const switched = await configure(merchant.token, { is_active: false });
    expect(switched.body).toMatchObject({ version: 1, is_active: false });
    await expect(payWith(merchant.token)).rejects.toThrow("provider_unavailable");
    expect((await configure(merchant.token, { is_active: true })).body).toMatchObject({ version: 1, is_active: true });
    expect((await payWith(merchant.token)).body.account_id).toBe(`${merchant.merchantId}.stripe.1`);
  });

  it("get an answer again that they were given, whatever has become of the account", async () => {
    const merchant = await merchantWithStripe();
    const key = crypto.randomUUID();
    const body = { provider: "stripe", amount: "10.00", currency: "USD", customer: { id: "c-1" } };
    const ask = () =>
      call("POST", "/payments/initialize", { token: merchant.token, body, headers: { "idempotency-key": key } });
    const first = await ask();
    await configure(merchant.token, { is_active: false });
    const repeat = await ask();
    expect([repeat.status, repeat.text, repeat.headers.get("idempotent-replayed")]).toEqual([201, first.text, "true"]);
  });
});

describe("a webhook secret that is replaced by itself", () => {
  it("is taken for a day more, as the new one", async () => {
    const merchant = await merchantWithStripe();
    await configure(merchant.token, { webhook_secret: "whsec_another_secret" });
    const payment = await payWith(merchant.token, null);
    expect(payment.body.account_id).toBe(`${merchant.merchantId}.stripe.2`);
    const event = intentEvent("payment_intent.succeeded", payment);
    expect((await deliverTo(merchant.address, event, merchant.account.webhook_secret)).status).toBe(200);
    expect((await becomes(merchant.token, payment.id, "completed")).body.status).toBe("completed");
    expect((await deliverTo(merchant.address, event, "whsec_another_secret")).status).toBe(200);
  });
});
