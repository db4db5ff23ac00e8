import { afterEach, describe, expect, it } from "vitest";
import { call } from "../../support/gateway.ts";
import {
  paystackLedger,
  pressPaystackPage,
  pressPaystackPhone,
  signPaystack,
  turnPaystackKnob,
} from "../../support/paystack.ts";
import { becomes, show, trailOf } from "../engine/support/payments.ts";
import { letTimePass } from "../engine/support/time.ts";
import {
  deliverPaystackMail,
  orderAtPaystack,
  payAtPaystack,
  paystackBody,
  promptBody,
  untilPaystackDecides,
} from "./support/paystack-payments.ts";

const DAY_MS = 86_400_000;

afterEach(async () => {
  await turnPaystackKnob("faults", []);
});

/** How often Paystack has been asked for it, and how often it was paid. */
async function countOf(id: string) {
  const { transactions, completed } = await paystackLedger(id);
  return { made: transactions.length, paid: completed[id] ?? 0 };
}

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
    expect(await countOf(id)).toEqual({ made: 1, paid: 1 });
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
    expect(await countOf(id)).toEqual({ made: 1, paid: 1 });
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
    expect(await countOf(id)).toEqual({ made: 0, paid: 0 });
  });
});

describe("a payment whose answer from Paystack is lost", () => {
  it.each([
    ["taken, but answered 500", "error@example.com", null],
    ["taken, but the connection is cut", "lost@example.com", null],
    ["answered 503 before it is taken, twice", "jane@example.com", { times: 2, action: { status: 503, before: true } }],
  ])("(%s) is processing, then found, and made once", async (_, email, fault) => {
    const { token, id, pay } = await orderAtPaystack(paystackBody(email));
    if (fault !== null) {
      const match = { method: "POST", path: "/transaction/initialize", reference: id };
      await turnPaystackKnob("faults", [{ match, ...fault }]);
    }
    expect(await pay()).toMatchObject({ status: 202, body: { status: "processing", provider_transaction_id: null } });
    for (let looks = 0; looks < 3; looks += 1) {
      await letTimePass(id, 20_000);
      await becomes(token, id, "completed", 700);
    }
    const { body } = await show(token, id);
    expect(body).toMatchObject({ status: "processing", provider_transaction_id: id });
    // Nobody has been told of the page of a transaction that was made without our knowing.
    expect(body.next_action).toEqual(fault === null ? null : { type: "redirect", url: expect.any(String) });
    await pressPaystackPage(id, "pay");
    await deliverPaystackMail(id);
    expect((await show(token, id)).body).toMatchObject({ status: "completed" });
    expect(await countOf(id)).toEqual({ made: 1, paid: 1 });
  });

  it("stays processing while Paystack cannot be reached, and keys and pages do not show in its trail", async () => {
    const { token, id, pay } = await orderAtPaystack();
    const match = { reference: id };
    await turnPaystackKnob("faults", [{ match, times: 1_000, action: { drop: true, before: true } }]);
    expect((await pay()).status).toBe(202);
    await letTimePass(id, 60_000);
    await becomes(token, id, "failed", 700);
    expect((await show(token, id)).body).toMatchObject({ status: "processing", failure: null });
    await turnPaystackKnob("faults", []);
    await letTimePass(id, 60_000);
    await becomes(token, id, "completed", 1_000);
    const { text, body } = await show(token, id);
    expect(body.next_action).toMatchObject({ type: "redirect" });
    const trail = JSON.stringify(body.audit_trail);
    const [transaction] = (await paystackLedger(id)).transactions;
    expect(trail).not.toContain(transaction?.access_code);
    expect(text).not.toContain("test-paystack-secret");
    expect(text).not.toContain(signPaystack("{}"));
  });
});

describe("a prompt on the phone by Paystack", () => {
  it("tells the customer to look at the phone, and is completed by the webhook", async () => {
    const { token, id, made } = await payAtPaystack(promptBody());
    const message = "Please complete authorization process on your mobile phone";
    expect(made).toMatchObject({
      status: 201,
      body: { status: "processing", next_action: { type: "await_customer", message } },
    });
    await pressPaystackPhone(id, "approve");
    await deliverPaystackMail(id);
    expect((await show(token, id)).body).toMatchObject({ status: "completed", provider_transaction_id: id });
    expect(await countOf(id)).toEqual({ made: 1, paid: 1 });
  });

  it.each([
    ["approved at once", "0710000001", { status: "completed", next_action: null }],
    [
      "declined at once",
      "0710000002",
      { status: "failed", failure: { code: "declined", message: "Insufficient Funds" } },
    ],
    ["asks for a one-time password", "0710000006", { status: "processing", next_action: { type: "await_customer" } }],
    ["leads to a page", "0710000007", { status: "processing", next_action: { type: "redirect" } }],
    [
      "answers a word nobody knows",
      "0710000008",
      { status: "processing", provider_transaction_id: expect.any(String) },
    ],
  ])("that is %s says so", async (_, phone, expected) => {
    const { id, made } = await payAtPaystack(promptBody(phone));
    expect(made).toMatchObject({ status: 201, body: expected });
    expect((await countOf(id)).made).toBe(1);
  });

  it("that fails in silence is failed when it is asked about, for good", async () => {
    const { token, id } = await payAtPaystack(promptBody("0710000004"));
    await untilPaystackDecides(id);
    await letTimePass(id, 15_000);
    expect((await becomes(token, id, "failed")).body).toMatchObject({
      status: "failed",
      failure: { code: "declined" },
    });
  });

  it.each([
    ["without a phone", { customer: { email: "jane@example.com" } }, "customer.phone"],
    ["where the operator has to be named", { currency: "GHS" }, "provider_options.mobile_money.provider"],
    [
      "by an operator of another currency",
      { provider_options: { mobile_money: { provider: "vod" } } },
      "provider_options.mobile_money.provider",
    ],
  ])("%s is refused before anything is sent", async (_, overrides, path) => {
    const { id, made } = await payAtPaystack(promptBody("0710000000", overrides));
    expect(made).toMatchObject({ status: 422, body: { errors: [{ path }] } });
    expect(await countOf(id)).toEqual({ made: 0, paid: 0 });
  });

  it("that never got to Paystack is not sent minutes later, but failed once it is sure", async () => {
    const { token, id, pay } = await orderAtPaystack(promptBody());
    const match = { method: "POST", reference: id };
    await turnPaystackKnob("faults", [{ match, times: 1_000, action: { drop: true, before: true } }]);
    expect((await pay()).status).toBe(202);
    await turnPaystackKnob("faults", []);
    await letTimePass(id, 200_000);
    const { body } = await becomes(token, id, "failed");
    expect(body).toMatchObject({ status: "failed", failure: { code: "provider_unreachable" } });
    expect(await countOf(id)).toEqual({ made: 0, paid: 0 });
  });
});
