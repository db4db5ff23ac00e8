import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { decideCreatePayment } from "../../../dev/simulators/cpay/create-payment.ts";
import { openCpayLedger } from "../../../dev/simulators/cpay/ledger.ts";
import { eventually, order, startCpay, startMerchant } from "./cpay-harness.ts";

async function startShop() {
  const [cpay, merchant] = [await startCpay(), await startMerchant()];
  const pay = (word: string, key: string = randomUUID(), members: Record<string, unknown> = {}) =>
    cpay.pay(`${word}@x.test`, { callback_url: merchant.url, reference: `ref-${key}`, ...members }, { key });
  const settled = (id: string, status: string) =>
    eventually(async () => {
      const payment = await cpay.state(id);
      expect(payment.status).toBe(status);
      return payment;
    });
  return { cpay, merchant, pay, settled };
}

describe("magic customers", () => {
  it("approve@ completes at once, with a webhook", async () => {
    const { merchant, pay } = await startShop();
    const { status, body } = await pay("approve");
    expect([status, body.status]).toEqual([201, "completed"]);
    await eventually(() => expect(merchant.types()).toEqual(["payment.completed"]));
    expect(merchant.received[0]?.event.data).toEqual(body);
  });

  it("decline@ fails at once, with 201, failure and webhook", async () => {
    const { merchant, pay } = await startShop();
    const { status, body } = await pay("decline");
    expect([status, body.status, body.failure]).toEqual([
      201,
      "failed",
      { code: "card_declined", message: expect.stringContaining("declined") },
    ]);
    await eventually(() => expect(merchant.types()).toEqual(["payment.failed"]));
  });

  it("refuse@ is refused with 402, without a payment, on every repeat", async () => {
    const { cpay, pay } = await startShop();
    const key = randomUUID();
    for (const { status, body } of [await pay("refuse", key), await pay("refuse", key)]) {
      expect([status, body.error.code]).toEqual([402, "card_refused"]);
    }
    expect((await cpay.knob("ledger")).body.payments).toEqual([]);
  });

  it.each([
    ["auto", "completed", "payment.completed"],
    ["autodecline", "failed", "payment.failed"],
  ])("%s@ is pending, then %s by itself with a webhook", async (word, status, type) => {
    const { merchant, pay, settled } = await startShop();
    const { body } = await pay(word);
    expect(body.status).toBe("pending");
    await settled(body.id, status);
    await eventually(() => expect(merchant.types()).toEqual([type]));
  });

  it("never@ can be approved, but sends no webhook", async () => {
    const { cpay, merchant, pay, settled } = await startShop();
    const { body } = await pay("never");
    expect(body.status).toBe("pending");
    await cpay.post(`/checkout/${body.id}/approve`, "");
    await settled(body.id, "completed");
    expect((await cpay.knob("ledger")).body.webhooks).toEqual([]);
    expect(merchant.received).toEqual([]);
  });

  it("silent@ completes by itself without a webhook, its refunds included", async () => {
    const { cpay, merchant, pay, settled } = await startShop();
    const { body } = await pay("silent");
    await settled(body.id, "completed");
    expect((await cpay.refund(body.id, 10)).status).toBe(201);
    expect((await cpay.knob("ledger")).body.webhooks).toEqual([]);
    expect(merchant.received).toEqual([]);
  });

  it("mismatch@ reports another amount once completed, in queries and webhooks alike", async () => {
    const { merchant, pay, settled } = await startShop();
    const { body } = await pay("mismatch");
    expect(body).toMatchObject({ amount: 1000, status: "pending" });
    expect(await settled(body.id, "completed")).toMatchObject({ amount: 999 });
    await eventually(() => expect(merchant.received[0]?.event.data).toMatchObject({ amount: 999 }));
  });

  it("latesuccess@ fails, then succeeds, with a webhook each", async () => {
    const { merchant, pay, settled } = await startShop();
    const { body } = await pay("latesuccess");
    expect((await settled(body.id, "failed")).failure?.code).toBe("customer_timeout");
    expect(await settled(body.id, "completed")).not.toHaveProperty("failure");
    await eventually(() => expect(merchant.types()).toEqual(["payment.failed", "payment.completed"]));
  });

  it("slow@ has charged, but is answered after 7 s", () => {
    const view = { ledger: openCpayLedger(undefined), clock: Date.now, origin: () => "http://cpay.test" };
    const { changes, answer, reply } = decideCreatePayment(order({ customer: { email: "slow@x.test" } }), view);
    expect(changes.map(({ put }) => put)).toEqual(["payment"]);
    expect(reply).toEqual({ ...answer, holdMs: 7_000 });
    expect(answer).toMatchObject({ status: 201, body: { status: "completed" } });
  });

  it("error@ has charged, but is answered 500; the same key then gives the payment", async () => {
    const { cpay, merchant, pay } = await startShop();
    const key = randomUUID();
    expect(await pay("error", key)).toMatchObject({ status: 500, body: { error: { code: "internal" } } });
    const found = await cpay.get(`/v1/payments?reference=ref-${key}`);
    expect(found.body.data).toMatchObject([{ status: "completed" }]);
    expect(await pay("error", key)).toMatchObject({ status: 201, body: { id: found.body.data[0]?.id } });
    await eventually(() => expect(merchant.types()).toEqual(["payment.completed"]));
  });

  it("takes tags after a plus: any to tell customers apart, +silent to suppress webhooks", async () => {
    const { cpay, merchant, pay } = await startShop();
    expect((await pay("approve+silent")).body.status).toBe("completed");
    expect((await pay("Approve+42")).body.status).toBe("completed");
    await eventually(() => expect(merchant.received).toHaveLength(1));
    expect((await cpay.knob("ledger")).body.webhooks).toHaveLength(1);
  });

  it.each(["constructor", "approved", "approve.me", "", "x+approve"])("leaves %j@ alone: pending", async (word) => {
    const { pay } = await startShop();
    expect((await pay(word)).body.status).toBe("pending");
  });

  it("lets a button beat the clock", async () => {
    const { cpay, merchant, pay } = await startShop();
    const { body } = await pay("auto");
    await cpay.post(`/checkout/${body.id}/cancel`, "");
    const approved = (await pay("auto")).body;
    // The second was started later, so once it is through the first one's moment has passed, too.
    await eventually(async () => expect((await cpay.state(approved.id)).status).toBe("completed"));
    expect((await cpay.state(body.id)).status).toBe("cancelled");
    await eventually(() => expect(merchant.types()).toEqual(["payment.cancelled", "payment.completed"]));
  });
});

describe("magic refund reasons", () => {
  async function startRefunds() {
    const shop = await startShop();
    const { id } = (await shop.pay("approve")).body;
    await eventually(() => expect(shop.merchant.received).toHaveLength(1));
    const refundSettled = (refundId: string, status: string) =>
      eventually(async () => {
        const refund = (await shop.cpay.get(`/v1/refunds/${refundId}`)).body;
        expect(refund.status).toBe(status);
        return refund;
      });
    return { ...shop, id, refundSettled };
  }

  it("none: completed at once, with a webhook", async () => {
    const { cpay, merchant, id } = await startRefunds();
    const { body } = await cpay.refund(id, 100, "Pending delivery, sorry");
    expect(body.status).toBe("completed");
    await eventually(() => expect(merchant.received[1]?.event).toMatchObject({ type: "refund.completed", data: body }));
  });

  it("pending: completed a little later, reserved meanwhile", async () => {
    const { cpay, merchant, id, refundSettled } = await startRefunds();
    const { body } = await cpay.refund(id, 600, "pending");
    expect(body.status).toBe("pending");
    expect((await cpay.refund(id, 500)).status).toBe(422);
    await refundSettled(body.id, "completed");
    await eventually(() => expect(merchant.types()).toEqual(["payment.completed", "refund.completed"]));
  });

  it("pendingfail: failed a little later, and its amount is free again", async () => {
    const { cpay, merchant, id, refundSettled } = await startRefunds();
    const { body } = await cpay.refund(id, 1000, "pendingfail");
    expect((await refundSettled(body.id, "failed")).failure?.code).toBe("account_closed");
    await eventually(() => expect(merchant.types()).toEqual(["payment.completed", "refund.failed"]));
    expect((await cpay.refund(id, 1000)).status).toBe(201);
  });

  it("fail: failed at once, and its amount stays free", async () => {
    const { cpay, merchant, id } = await startRefunds();
    const failed = await cpay.refund(id, 1000, " FAIL ");
    expect(failed).toMatchObject({ status: 201, body: { status: "failed", failure: { code: "account_closed" } } });
    await eventually(() => expect(merchant.types()).toEqual(["payment.completed", "refund.failed"]));
    expect((await cpay.refund(id, 1000)).status).toBe(201);
  });

  it("error: refunded, but answered 500; the same key then gives the refund", async () => {
    const { cpay, id } = await startRefunds();
    const [key, body] = [randomUUID(), { amount: 100, reason: "error", reference: "r" }];
    expect((await cpay.post(`/v1/payments/${id}/refunds`, body, { key })).status).toBe(500);
    const again = await cpay.post(`/v1/payments/${id}/refunds`, body, { key });
    expect(again).toMatchObject({ status: 201, body: { status: "completed" } });
    expect((await cpay.knob("ledger")).body.refunds).toHaveLength(1);
  });

  it("refuse: refused with 422, without a refund", async () => {
    const { cpay, id } = await startRefunds();
    expect(await cpay.refund(id, 100, "refuse")).toMatchObject({
      status: 422,
      body: { error: { code: "refund_refused" } },
    });
    expect((await cpay.knob("ledger")).body.refunds).toEqual([]);
  });
});
