import { describe, expect, it } from "vitest";
import { call } from "../../support/gateway.ts";
import { paystackLedger, pressPaystackPage } from "../../support/paystack.ts";
import { becomes, show, trailOf } from "../engine/support/payments.ts";
import { letTimePass } from "../engine/support/time.ts";
import {
  countAtPaystack,
  deliverPaystackMail,
  payAtPaystack,
  paystackBody,
  untilPaystackDecides,
} from "./support/paystack-payments.ts";

const DAY_MS = 86_400_000;

describe("a payment on Paystack's page", () => {
  it("leads there, is completed by the webhook, and shows all of its way", async () => {
    const { token, id, made } = await payAtPaystack();
    expect(made).toMatchObject({
      status: 201,
      body: { status: "processing", provider_transaction_id: id, next_action: { type: "redirect" } },
    });
    expect(made.body.next_action.url).toMatch(/^http.*\/checkout\//);
    await pressPaystackPage(id, "pay");
    expect(await deliverPaystackMail(id)).toMatchObject([{ status: 200, body: { received: true } }]);
    const { body } = await show(token, id);
    const [transaction] = (await paystackLedger(id)).transactions;
    expect(body).toMatchObject({ status: "completed", amount: 1000, review: null, failure: null });
    expect(body.provider_receipt).toBe(String(transaction?.id));
    expect(await trailOf(token, id)).toEqual([
      "payment.initiated",
      "payment.processing",
      "webhook.received",
      "payment.completed",
    ]);
    expect((await call("GET", `/payments/${id}/audit/verify`, { token })).body).toMatchObject({ first_invalid: null });
    expect(await countAtPaystack(id)).toEqual({ made: 1, paid: 1 });
  });

  it("whose webhook is lost is found by asking, within a minute", async () => {
    const { token, id } = await payAtPaystack(paystackBody("silent@example.com"));
    await untilPaystackDecides(id);
    await letTimePass(id, 15_000);
    expect((await becomes(token, id, "completed")).body).toMatchObject({ status: "completed", review: null });
  });

  it("that is declined is failed when it is asked about; another card on the page still wins, unheard", async () => {
    const { token, id } = await payAtPaystack(paystackBody("never@example.com"));
    await pressPaystackPage(id, "fail");
    const { body } = await call("POST", `/payments/${id}/verify`, { token });
    expect(body).toMatchObject({ status: "failed", failure: { code: "declined" }, next_action: null });
    await pressPaystackPage(id, "pay");
    await letTimePass(id, 60_000);
    expect((await becomes(token, id, "completed")).body).toMatchObject({ status: "completed", failure: null });
    expect(await trailOf(token, id)).toContain("payment.late_success");
    expect(await countAtPaystack(id)).toEqual({ made: 1, paid: 1 });
  });

  it("that its customer leaves stays open, and is failed once its time is over; late money is money all the same", async () => {
    const { token, id } = await payAtPaystack();
    await pressPaystackPage(id, "leave");
    expect((await call("POST", `/payments/${id}/verify`, { token })).body.status).toBe("processing");
    await letTimePass(id, DAY_MS);
    const { body } = await becomes(token, id, "failed");
    expect(body).toMatchObject({ status: "failed", failure: { code: "expired" }, review: null });
    await pressPaystackPage(id, "pay");
    await deliverPaystackMail(id);
    expect((await show(token, id)).body).toMatchObject({ status: "completed", failure: null });
  });

  it("cannot be cancelled", async () => {
    const { token, id } = await payAtPaystack();
    const refused = await call("POST", `/payments/${id}/cancel`, { token });
    expect(refused).toMatchObject({ status: 422, body: { code: "not_supported_by_provider" } });
  });

  it("with fees that the customer bears is paid in full, and not more", async () => {
    const { token, id } = await payAtPaystack(paystackBody("fees@example.com"));
    await untilPaystackDecides(id);
    await letTimePass(id, 15_000);
    const { body } = await becomes(token, id, "completed");
    expect(body).toMatchObject({ status: "completed", amount: 1000, review: null });
  });

  it("that Paystack says is paid with less is held for a person", async () => {
    const { token, id } = await payAtPaystack(paystackBody("mismatch@example.com"));
    await untilPaystackDecides(id);
    await letTimePass(id, 15_000);
    await becomes(token, id, "completed", 2_000);
    expect((await show(token, id)).body).toMatchObject({ status: "processing", review: { reason: "amount_mismatch" } });
  });

  it("that is refused is failed, with Paystack's reason", async () => {
    const { made } = await payAtPaystack(paystackBody("refuse@example.com"));
    expect(made).toMatchObject({ status: 201, body: { status: "failed", failure: { code: "processor_error" } } });
  });

  it("in XOF, which has no minor unit, is asked for in hundredths", async () => {
    const { id, made } = await payAtPaystack(paystackBody("jane@example.com", { currency: "XOF", amount: 2500 }));
    expect(made.body).toMatchObject({ amount: 2500, amount_minor: 2500, status: "processing" });
    expect((await paystackLedger(id)).transactions).toMatchObject([{ requested_amount: 250_000 }]);
  });

  it.each([
    ["another currency", { currency: "EUR" }, "currency"],
    ["no e-mail address", { customer: { phone: "+254710000000" } }, "customer.email"],
    ["an unknown method", { payment_method: "cheque" }, "payment_method"],
    ["manual capture", { capture: "manual" }, "capture"],
    ["an unknown channel", { provider_options: { channels: ["card", "cheque"] } }, "provider_options.channels"],
    ["an unknown option", { provider_options: { split: "x" } }, "provider_options.split"],
  ])("with %s is refused before anything is sent", async (_, overrides, path) => {
    const { id, made } = await payAtPaystack(paystackBody("jane@example.com", overrides));
    expect(made).toMatchObject({ status: 422, body: { errors: [{ path }] } });
    expect(await countAtPaystack(id)).toEqual({ made: 0, paid: 0 });
  });
});
