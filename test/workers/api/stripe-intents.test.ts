import { describe, expect, inject, it } from "vitest";
import { call, initialize, signToken } from "../../support/gateway.ts";
import { pressStripePage, stripeLedger } from "../../support/stripe.ts";
import { becomes, show } from "../engine/support/payments.ts";
import { expectFieldError } from "./support/expect-problem.ts";
import { deliverStripeMail, payAtStripe, RETURN_URL, stripeBody } from "./support/stripe-payments.ts";

describe("a payment in the merchant's own checkout", () => {
  it("gives the page a client secret, and is completed by the webhook once the customer has paid", async () => {
    const { token, id, handle, made } = await payAtStripe({ description: "Order 1" });
    expect(made.status, made.text).toBe(201);
    expect(made.body).toMatchObject({
      status: "processing",
      provider: "stripe",
      provider_transaction_id: expect.stringMatching(/^pi_/),
      next_action: {
        type: "client_secret",
        client_secret: expect.stringContaining("_secret_"),
        publishable_key: inject("workerVariables").STRIPE_PUBLISHABLE_KEY,
      },
    });
    await pressStripePage(handle, "succeed");
    for (const { status } of await deliverStripeMail(id)) expect(status).toBe(200);
    const done = await show(token, id);
    expect(done.body).toMatchObject({ status: "completed", next_action: null, review: null });
    expect(JSON.stringify(done.body.audit_trail)).not.toContain("_secret_");
    expect(await stripeLedger(id)).toMatchObject({ made: { [id]: 1 }, charges: { [id]: 1 } });
  });

  it("survives a declined card and is paid with another", async () => {
    const { token, id, handle } = await payAtStripe();
    await pressStripePage(handle, "decline");
    await deliverStripeMail(id);
    expect((await show(token, id)).body).toMatchObject({
      status: "processing",
      failure: null,
      next_action: { type: "client_secret" },
    });
    await pressStripePage(handle, "succeed");
    await deliverStripeMail(id);
    expect((await show(token, id)).body).toMatchObject({ status: "completed", failure: null });
    expect((await stripeLedger(id)).charges[id]).toBe(1);
  });

  it("goes through 3-D Secure", async () => {
    const { token, id, handle } = await payAtStripe();
    await pressStripePage(handle, "authenticate");
    await deliverStripeMail(id);
    expect((await show(token, id)).body.status).toBe("processing");
    await pressStripePage(handle, "succeed");
    await deliverStripeMail(id);
    expect((await show(token, id)).body.status).toBe("completed");
  });

  it("is cancelled at Stripe, and then cannot be paid", async () => {
    const { token, id, handle } = await payAtStripe();
    const cancelled = await call("POST", `/payments/${id}/cancel`, { token });
    expect([cancelled.status, cancelled.body.status]).toEqual([200, "cancelled"]);
    await expect(pressStripePage(handle, "succeed")).rejects.toThrow("409");
    expect((await stripeLedger(id)).payment_intents[0]?.status).toBe("canceled");
  });

  it("that was paid while it was being cancelled is completed", async () => {
    const { token, id, handle } = await payAtStripe();
    await pressStripePage(handle, "succeed");
    const answer = await call("POST", `/payments/${id}/cancel`, { token });
    expect([answer.status, answer.body.code]).toEqual([409, "invalid_state"]);
    expect((await show(token, id)).body.status).toBe("completed");
  });
});

describe("a payment with a card that is given", () => {
  it("is charged at once", async () => {
    const { id, made } = await payAtStripe({ provider_options: { payment_method: "pm_card_visa" } });
    expect([made.status, made.body.status]).toEqual([201, "completed"]);
    expect((await stripeLedger(id)).charges[id]).toBe(1);
  });

  it("that is declined is failed with the bank's reason, and its intent cancelled", async () => {
    const { token, id, made } = await payAtStripe({
      provider_options: { payment_method: "pm_card_chargeDeclinedInsufficientFunds" },
    });
    expect(made.status, made.text).toBe(201);
    expect(made.body).toMatchObject({ status: "failed", failure: { code: "insufficient_funds" } });
    const { payment_intents, charges } = await stripeLedger(id);
    expect(payment_intents.map(({ status }) => status)).toEqual(["canceled"]);
    expect(charges[id] ?? 0).toBe(0);
    // What Stripe tells of it later changes nothing.
    await deliverStripeMail(id);
    expect((await show(token, id)).body).toMatchObject({ status: "failed", failure: { code: "insufficient_funds" } });
  });

  it("that needs 3-D Secure sends the customer there", async () => {
    const { token, id, handle, made } = await payAtStripe({
      return_url: RETURN_URL,
      provider_options: { payment_method: "pm_card_authenticationRequired" },
    });
    expect(made.body).toMatchObject({ status: "processing", next_action: { type: "redirect" } });
    await pressStripePage(handle, "succeed");
    await deliverStripeMail(id);
    expect((await becomes(token, id, "completed")).body.status).toBe("completed");
  });

  it("that nobody knows is failed, and nothing is made", async () => {
    const { id, made } = await payAtStripe({ provider_options: { payment_method: "pm_nobody" } });
    expect(made.body).toMatchObject({ status: "failed", failure: { code: "resource_missing" } });
    expect((await stripeLedger(id)).made[id] ?? 0).toBe(0);
  });
});

describe("amounts in Stripe's units", () => {
  it.each([
    ["UGX", "5000", 500_000],
    ["ISK", "700", 70_000],
    ["MGA", "30000.00", 30_000],
    ["KWD", "12.340", 12_340],
    ["JPY", "500", 500],
  ])("%s %s is %i there", async (currency, amount, theirs) => {
    const { token, id, handle, made } = await payAtStripe({ currency, amount });
    expect(made.status, made.text).toBe(201);
    expect((await stripeLedger(id)).payment_intents[0]).toMatchObject({ amount: theirs });
    await pressStripePage(handle, "succeed");
    await deliverStripeMail(id);
    expect((await show(token, id)).body).toMatchObject({ status: "completed", review: null, amount: Number(amount) });
  });

  it("refuses what has no unit there, and options that mean nothing, before anything is recorded", async () => {
    const token = await signToken();
    const refused = (overrides: Record<string, unknown>) => initialize(token, stripeBody(overrides));
    expectFieldError(await refused({ currency: "KWD", amount: "1.001" }), "amount", "not_supported_by_provider");
    expectFieldError(await refused({ currency: "MGA", amount: "1.50" }), "amount", "not_supported_by_provider");
    const unknown = await refused({ currency: "IQD", amount: "1.000" });
    expectFieldError(unknown, "currency", "not_supported_by_provider");
    expect(unknown.body.detail).toMatch(/^Stripe takes AED, .* and \d+ more, but not IQD/);
    expectFieldError(await refused({ provider_options: { mode: "paper" } }), "provider_options.mode");
    expectFieldError(await refused({ provider_options: { mode: "checkout" } }), "return_url");
    expect((await call("GET", "/payments", { token })).body.data).toEqual([]);
  });
});
