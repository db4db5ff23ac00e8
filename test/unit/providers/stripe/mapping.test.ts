import { describe, expect, it } from "vitest";
import { fromPaymentIntent, fromSession, lastFailureOf } from "../../../../src/providers/stripe/payment-mapping.ts";
import { fromRefund } from "../../../../src/providers/stripe/refund-mapping.ts";
import { paymentIntentSchema, refundSchema, sessionSchema } from "../../../../src/providers/stripe/wire.ts";
import { intent, PAYMENT_ID, session, stripeRefund } from "./support/objects.ts";

const ofIntent = (changes: Record<string, unknown>) => fromPaymentIntent(paymentIntentSchema.parse(intent(changes)));
const ofSession = (changes: Record<string, unknown>) => fromSession(sessionSchema.parse(session(changes)));
const ofRefund = (changes: Record<string, unknown>) => fromRefund(refundSchema.parse(stripeRefund(changes)));

describe("a PaymentIntent", () => {
  it.each([
    ["requires_payment_method", "pending"],
    ["requires_confirmation", "pending"],
    ["requires_action", "pending"],
    ["processing", "pending"],
    ["requires_capture", "authorized"],
    ["succeeded", "completed"],
    ["canceled", "cancelled"],
  ])("that is %s is a payment that is %s", (status, ours) => {
    expect(ofIntent({ status })).toMatchObject({
      status: ours,
      providerTransactionId: "pi_1",
      receipt: null,
      amountMinor: 100_000,
      currency: "kes",
      reference: PAYMENT_ID,
    });
  });

  it("of a status nobody knows says nothing", () => {
    expect(ofIntent({ status: "reticulated" })).toBeNull();
  });

  it("whose last attempt was declined still waits, and does not fail the payment", () => {
    const declined = { status: "requires_payment_method", last_payment_error: { code: "card_declined" } };
    expect(ofIntent(declined)).toMatchObject({ status: "pending", failure: null });
  });

  it("tells what was taken, also where less came in than was asked", () => {
    expect(ofIntent({ status: "succeeded", amount_received: 1 })).toMatchObject({ capturedMinor: 1 });
    expect(ofIntent({ status: "succeeded", amount_received: null })).toMatchObject({ capturedMinor: null });
    expect(ofIntent({ status: "requires_capture", amount_received: 0 })).toMatchObject({ capturedMinor: null });
  });

  it("gives the page a client secret or, where there is a way to go, a redirect", () => {
    const keys = { publishableKey: "pk_1" };
    expect(fromPaymentIntent(paymentIntentSchema.parse(intent()), keys)?.nextAction).toEqual({
      type: "client_secret",
      client_secret: "pi_1_secret_x",
      publishable_key: "pk_1",
    });
    const away = { type: "redirect_to_url", redirect_to_url: { url: "https://hooks.stripe.com/3ds" } };
    expect(ofIntent({ status: "requires_action", next_action: away })?.nextAction).toEqual({
      type: "redirect",
      url: "https://hooks.stripe.com/3ds",
    });
    expect(ofIntent({ status: "succeeded" })?.nextAction).toBeNull();
  });

  it("behind a hosted page is the money of the session's payment, not its handle", () => {
    const metadata = { transaction_id: PAYMENT_ID, gateway_mode: "checkout" };
    expect(ofIntent({ metadata, status: "succeeded" })).toMatchObject({ providerTransactionId: null, receipt: "pi_1" });
  });

  it.each([
    ["abandoned", "expired"],
    ["expired", "expired"],
    ["automatic", "cancelled_automatic"],
    ["fraudulent", "cancelled_fraudulent"],
  ])("cancelled as %s says so (%s); asked for, it has no failure", (reason, code) => {
    expect(ofIntent({ status: "canceled", cancellation_reason: reason })?.failure?.code).toBe(code);
    for (const asked of [null, "requested_by_customer", "duplicate"]) {
      expect(ofIntent({ status: "canceled", cancellation_reason: asked })?.failure).toBeNull();
    }
  });

  it("tells of a decline in the bank's word, then Stripe's", () => {
    const failureOf = (error: unknown) =>
      lastFailureOf(paymentIntentSchema.parse(intent({ last_payment_error: error })));
    expect(failureOf({ code: "card_declined", decline_code: "insufficient_funds", message: "No." })).toEqual({
      code: "insufficient_funds",
      message: "No.",
    });
    expect(failureOf({ code: "expired_card" })?.code).toBe("expired_card");
    expect(failureOf({})).toEqual({ code: "card_declined", message: "The card was declined." });
    expect(failureOf(null)).toBeNull();
  });
});

describe("a Checkout Session", () => {
  it.each([
    [{ status: "open", payment_status: "unpaid" }, "pending"],
    [{ status: "complete", payment_status: "unpaid" }, "pending"],
    [{ status: "complete", payment_status: "paid" }, "completed"],
    [{ status: "complete", payment_status: "no_payment_required" }, "completed"],
    [{ status: "expired", payment_status: "unpaid" }, "cancelled"],
    [{ status: "expired", payment_status: "paid" }, "completed"],
    [{ status: "complete", payment_status: "reticulated" }, "pending"],
    [{ status: null, payment_status: "unpaid" }, "pending"],
  ])("%o is %s", (changes, status) => {
    expect(ofSession(changes)).toMatchObject({ status, providerTransactionId: "cs_1", reference: PAYMENT_ID });
  });

  it("shows its page while it is open, and never afterwards", () => {
    expect(ofSession({})).toMatchObject({ nextAction: { type: "redirect" } });
    expect(ofSession({ status: "complete" }).nextAction).toBeNull();
    expect(ofSession({ url: null }).nextAction).toBeNull();
  });

  it("names its intent, expanded or not, and what it came to", () => {
    for (const payment_intent of ["pi_1", intent()]) {
      expect(ofSession({ payment_intent, amount_total: 99_999 })).toMatchObject({
        receipt: "pi_1",
        amountMinor: 99_999,
      });
    }
    expect(ofSession({ amount_total: null }).amountMinor).toBeNull();
  });

  it("whose payment is captured by hand does not say what was taken", () => {
    const metadata = { transaction_id: PAYMENT_ID, gateway_capture: "manual" };
    expect(ofSession({ metadata, status: "complete", payment_status: "paid" }).status).toBe("pending");
  });
});

describe("a refund", () => {
  it.each([
    ["succeeded", "completed"],
    ["failed", "failed"],
    ["canceled", "failed"],
    ["pending", "pending"],
    ["requires_action", "pending"],
    ["reticulated", "pending"],
    [null, "pending"],
  ])("that is %s is %s", (status, ours) => {
    expect(ofRefund({ status })).toMatchObject({ status: ours, providerRefundId: "re_1", amountMinor: 25_000 });
  });

  it("that failed says why", () => {
    const failed = ofRefund({ status: "failed", failure_reason: "expired_or_canceled_card" });
    expect(failed.failure?.code).toBe("expired_or_canceled_card");
    expect(ofRefund({ status: "failed" }).failure?.code).toBe("refund_failed");
  });
});
