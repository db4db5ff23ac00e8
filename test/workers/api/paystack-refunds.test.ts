import { afterEach, describe, expect, it } from "vitest";
import { refund, until } from "../../support/gateway.ts";
import { deliverPaystackWebhook, paystackLedger, turnPaystackKnob } from "../../support/paystack.ts";
import { show } from "../engine/support/payments.ts";
import { letTimePass, pause } from "../engine/support/time.ts";
import {
  deliverPaystackMail,
  paidAtPaystack,
  paystackMail,
  refundBecomes,
  untilPaystackTells,
} from "./support/paystack-payments.ts";

afterEach(async () => {
  await turnPaystackKnob("faults", []);
  await turnPaystackKnob("quirks", { refund_outcome: "processed", refund_reference: "usual", refund_amount: "string" });
});

/** Waits until the payment has so much refunded; gives what was last seen either way. */
function untilRefunded(token: string, id: string, amount: number) {
  return until(
    () => show(token, id),
    ({ body }) => body.amount_refunded === amount,
    5_000,
  );
}

describe("a refund at Paystack", () => {
  it("in parts is pending until its events say more, and ends with all of it given back", async () => {
    const { token, id } = await paidAtPaystack();
    const first = await refund(token, id, { amount: "400.00" });
    expect(first).toMatchObject({ status: 201, body: { status: "pending", provider_refund_id: expect.any(String) } });
    await untilPaystackTells(id, "refund.processed");
    await deliverPaystackMail(id);
    expect((await untilRefunded(token, id, 400)).body).toMatchObject({ status: "partially_refunded", review: null });
    const second = await refund(token, id, {});
    expect(second.body).toMatchObject({ amount: 600, status: "pending" });
    await untilPaystackTells(id, "refund.processed", 2);
    await deliverPaystackMail(id);
    const { body } = await untilRefunded(token, id, 1000);
    expect(body).toMatchObject({ status: "refunded", review: null });
    expect(body.refunds).toMatchObject([{ status: "completed" }, { status: "completed" }]);
    expect(body.refunds.every(({ origin }: { origin: string }) => origin === "api")).toBe(true);
    expect((await paystackLedger(id)).refunds).toHaveLength(2);
  });

  it("of which no event ever comes is found by asking", async () => {
    const { token, id } = await paidAtPaystack();
    const { body } = await refund(token, id, { amount: "10.00" });
    await untilPaystackTells(id, "refund.processed");
    await letTimePass(id, 15_000);
    expect((await refundBecomes(token, body.id, "completed")).body).toMatchObject({ status: "completed", amount: 10 });
  });

  it("that fails gives its amount back to what can be refunded", async () => {
    const { token, id } = await paidAtPaystack();
    const { body } = await refund(token, id, { reason: "fail" });
    await untilPaystackTells(id, "refund.failed");
    await deliverPaystackMail(id);
    expect((await refundBecomes(token, body.id, "failed")).body).toMatchObject({ failure: { code: "refund_failed" } });
    expect((await refund(token, id, { amount: "1000.00" })).status).toBe(201);
  });

  it("that wants the payer's bank details stays pending", async () => {
    const { token, id } = await paidAtPaystack();
    const { body } = await refund(token, id, { reason: "attention" });
    await untilPaystackTells(id, "refund.needs-attention");
    await deliverPaystackMail(id);
    await letTimePass(id, 15_000);
    await pause(300);
    expect((await show(token, id)).body).toMatchObject({ amount_refunded: 0, review: null });
    expect((await refundBecomes(token, body.id, "pending")).body).toMatchObject({ status: "pending", failure: null });
  });

  it("that is refused is failed, and none is made", async () => {
    const { token, id } = await paidAtPaystack();
    expect(await refund(token, id, { reason: "refuse" })).toMatchObject({
      status: 201,
      body: { status: "failed", failure: { code: "processor_error" } },
    });
    expect((await paystackLedger(id)).refunds).toHaveLength(0);
  });

  it.each(["lost", "error"])(
    "that is made although its answer is lost (%s) is found by its note, and made once",
    async (reason) => {
      const { token, id } = await paidAtPaystack();
      const made = await refund(token, id, { amount: "250.00", reason });
      expect(made).toMatchObject({ status: 202, body: { status: "pending", provider_refund_id: null } });
      await untilPaystackTells(id, "refund.processed");
      await letTimePass(id, 10_000);
      expect((await refundBecomes(token, made.body.id, "completed")).body).toMatchObject({ status: "completed" });
      await letTimePass(id, 600_000);
      await pause(300);
      expect((await paystackLedger(id)).refunds).toHaveLength(1);
    },
  );

  it("that never got there is asked for again, but only after everything has settled", async () => {
    const { token, id } = await paidAtPaystack();
    const match = { method: "POST", path: "/refund", reference: id };
    await turnPaystackKnob("faults", [{ match, times: 1, action: { drop: true, before: true } }]);
    const made = await refund(token, id, { amount: "250.00" });
    expect(made.status).toBe(202);
    for (let looks = 0; looks < 3; looks += 1) {
      await letTimePass(id, 10_000);
      await pause(300);
    }
    expect((await paystackLedger(id)).refunds).toHaveLength(0);
    await letTimePass(id, 60_000);
    const { refunds } = await until(
      () => paystackLedger(id),
      (books) => books.refunds.length > 0,
    );
    expect(refunds).toMatchObject([{ amount: 25_000 }]);
    await untilPaystackTells(id, "refund.processed");
    await deliverPaystackMail(id);
    expect((await refundBecomes(token, made.body.id, "completed")).body.status).toBe("completed");
    expect((await paystackLedger(id)).refunds).toHaveLength(1);
  });

  it("that was made in the dashboard appears with its origin, also when two are alike", async () => {
    const { token, id } = await paidAtPaystack();
    await turnPaystackKnob("refunds", { transaction: id, amount: 10_000 });
    await turnPaystackKnob("refunds", { transaction: id, amount: 10_000 });
    await untilPaystackTells(id, "refund.processed", 2);
    await deliverPaystackMail(id);
    const { body } = await untilRefunded(token, id, 200);
    expect(body).toMatchObject({ status: "partially_refunded", amount_refunded: 200, review: null });
    expect(body.refunds).toMatchObject([
      { origin: "provider", status: "completed", amount: 100 },
      { origin: "provider", status: "completed", amount: 100 },
    ]);
  });

  it("of the gateway beside one of the dashboard is never counted twice", async () => {
    const { token, id } = await paidAtPaystack();
    const [own] = await Promise.all([
      refund(token, id, { amount: "300.00" }),
      turnPaystackKnob("refunds", { transaction: id, amount: 30_000 }),
    ]);
    await untilPaystackTells(id, "refund.processed", 2);
    await deliverPaystackMail(id, (mail) => mail.toReversed());
    const { body } = await untilRefunded(token, id, 600);
    expect(body.amount_refunded).toBe(600);
    expect(body.refunds.map(({ origin }: { origin: string }) => origin).sort()).toEqual(["api", "provider"]);
    expect((await refundBecomes(token, own.body.id, "completed")).body.status).toBe("completed");
  });

  it("whose event comes while the list cannot be had is applied later", async () => {
    const { token, id } = await paidAtPaystack();
    await turnPaystackKnob("refunds", { transaction: id, amount: 10_000, customer_note: "instant" });
    const match = { method: "GET", path: "/refund" };
    await turnPaystackKnob("faults", [{ match, times: 1_000, action: { status: 503, before: true } }]);
    const [last] = (await paystackMail(id)).toReversed();
    expect((await deliverPaystackWebhook(String(last?.body))).status).toBe(200);
    await pause(300);
    expect((await show(token, id)).body.amount_refunded).toBe(0);
    await turnPaystackKnob("faults", []);
    await letTimePass(id, 60_000);
    expect((await untilRefunded(token, id, 100)).body).toMatchObject({ amount_refunded: 100, review: null });
  });
});
