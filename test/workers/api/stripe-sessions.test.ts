import { describe, expect, it } from "vitest";
import { call, refund, until } from "../../support/gateway.ts";
import { pressStripePage, stripeLedger, turnStripeKnob } from "../../support/stripe.ts";
import { becomes, show } from "../engine/support/payments.ts";
import { letTimePass } from "../engine/support/time.ts";
import { deliverStripeMail, payAtStripe, RETURN_URL, stripeMail, untilListed } from "./support/stripe-payments.ts";

const hosted = (overrides: Record<string, unknown> = {}) => payAtStripe({ return_url: RETURN_URL, ...overrides });
const intentOf = async (id: string) => String((await stripeLedger(id)).payment_intents[0]?.id);

describe("a payment on Stripe's own page", () => {
  it("sends the customer there, and is completed by the webhook", async () => {
    const { token, id, handle, made } = await hosted();
    expect(made.status, made.text).toBe(201);
    expect(made.body).toMatchObject({
      status: "processing",
      provider_transaction_id: expect.stringMatching(/^cs_/),
      next_action: { type: "redirect", url: expect.stringContaining(handle) },
    });
    await pressStripePage(handle, "succeed");
    for (const { status } of await deliverStripeMail(id)) expect(status).toBe(200);
    const done = await show(token, id);
    expect(done.body).toMatchObject({ status: "completed", review: null, next_action: null });
    expect(done.body.provider_transaction_id).toBe(handle);
    expect(JSON.stringify(done.body.audit_trail)).not.toContain("/pay/");
    expect(await stripeLedger(id)).toMatchObject({ made: { [id]: 1 }, charges: { [id]: 1 } });
  });

  it("is completed by the intent's event alone, or the session's, in any order", async () => {
    for (const type of ["payment_intent.succeeded", "checkout.session.completed"]) {
      const { token, id, handle } = await hosted();
      await pressStripePage(handle, "succeed");
      await deliverStripeMail(id, [type]);
      expect((await show(token, id)).body.status).toBe("completed");
      await deliverStripeMail(id, [], (mail) => [...mail].reverse());
      expect((await show(token, id)).body).toMatchObject({ status: "completed", review: null });
    }
  });

  it("survives a declined card", async () => {
    const { token, id, handle } = await hosted();
    await pressStripePage(handle, "decline");
    await deliverStripeMail(id);
    expect((await show(token, id)).body.status).toBe("processing");
    await pressStripePage(handle, "succeed");
    await deliverStripeMail(id);
    expect((await show(token, id)).body.status).toBe("completed");
  });

  it("by a bank debit is open until the bank has paid", async () => {
    const { token, id, handle } = await hosted();
    await pressStripePage(handle, "delay?then=wait");
    await deliverStripeMail(id);
    expect((await show(token, id)).body.status).toBe("processing");
    await pressStripePage(handle, "succeed");
    await deliverStripeMail(id, ["checkout.session.async_payment_succeeded"]);
    expect((await show(token, id)).body.status).toBe("completed");
  });

  it.each(["by its webhook", "by a question"])("by a bank debit that is not paid is failed %s", async (way) => {
    const { token, id, handle } = await hosted();
    await pressStripePage(handle, "delay?then=wait");
    await deliverStripeMail(id);
    await pressStripePage(handle, "decline");
    if (way === "by its webhook") await deliverStripeMail(id, ["checkout.session.async_payment_failed"]);
    else await letTimePass(id, 60_000);
    const failed = await becomes(token, id, "failed");
    expect(failed.body).toMatchObject({ status: "failed", failure: { code: expect.stringMatching(/^\w+$/) } });
    expect((await stripeLedger(id)).charges[id] ?? 0).toBe(0);
  });

  it("that nobody pays is expired, by the webhook or when its time is over here", async () => {
    const [told, silent] = [await hosted(), await hosted()];
    await pressStripePage(told.handle, "cancel");
    await deliverStripeMail(told.id);
    await letTimePass(silent.id, 25 * 3_600_000);
    for (const { token, id } of [told, silent]) {
      expect((await becomes(token, id, "cancelled")).body).toMatchObject({
        status: "cancelled",
        failure: { code: "expired" },
      });
      expect((await stripeLedger(id)).checkout_sessions[0]?.status).toBe("expired");
    }
  });

  it("is cancelled at Stripe, so that its page is closed", async () => {
    const { token, id, handle } = await hosted();
    const cancelled = await call("POST", `/payments/${id}/cancel`, { token });
    expect(cancelled.body).toMatchObject({ status: "cancelled", failure: null });
    await deliverStripeMail(id);
    expect((await show(token, id)).body).toMatchObject({ status: "cancelled", failure: null });
    await expect(pressStripePage(handle, "succeed")).rejects.toThrow("409");
  });

  it("whose webhooks are lost is completed by a question, within the first minute", async () => {
    const { token, id, handle } = await hosted();
    await pressStripePage(handle, "succeed");
    await letTimePass(id, 20_000);
    expect((await becomes(token, id, "completed")).body).toMatchObject({ status: "completed", review: null });
  });
});

describe("money of a payment on Stripe's own page", () => {
  async function paidPage() {
    const payment = await hosted();
    await pressStripePage(payment.handle, "succeed");
    await deliverStripeMail(payment.id);
    return payment;
  }

  it("is refunded", async () => {
    const { token, id } = await paidPage();
    expect((await refund(token, id, { amount: "400.00" })).body).toMatchObject({ status: "completed" });
    await deliverStripeMail(id);
    expect((await show(token, id)).body).toMatchObject({ status: "partially_refunded", review: null });
    expect((await stripeLedger(id)).refunds).toHaveLength(1);
  });

  it("that is refunded or disputed under the name of its intent is known by it", async () => {
    const payment = await paidPage();
    const { token, id } = payment;
    await untilListed(payment);
    const intent = await intentOf(id);
    await turnStripeKnob("refunds", { payment_intent: intent, amount: 10_000 });
    await turnStripeKnob("disputes", { payment_intent: intent });
    await stripeMail(id, "charge.dispute.created");
    for (const { status } of await deliverStripeMail(id)) expect(status).toBe(200);
    const shown = await becomes(token, id, "partially_refunded");
    expect(shown.body).toMatchObject({ status: "partially_refunded", review: null });
    expect(shown.body.refunds).toMatchObject([{ origin: "provider", amount_minor: 10_000, status: "completed" }]);
    const feed = await until(
      () => call("GET", "/events", { token }),
      ({ body }) => body.data.some((event: { type: string }) => event.type === "dispute.opened"),
    );
    expect(feed.text).toContain("dispute.opened");
  });
});
