import { describe, expect, it } from "vitest";
import type { MinorUnits } from "../../../../src/domain/money.ts";
import type { RequestedTerms } from "../../../../src/providers/provider.ts";
import { stripe } from "../../../../src/providers/stripe/index.ts";
import { paymentModeOf, savedCardOf } from "../../../../src/providers/stripe/payment-mode.ts";
import { toIntentParams, toSessionParams } from "../../../../src/providers/stripe/payment-params.ts";
import { begun } from "../../domain/support/builders.ts";

const RETURN_URL = "https://shop.example/back";

function refusalOf(changes: Partial<RequestedTerms>) {
  const { amountMinor, currency, customer, paymentMethod, capture, returnUrl, providerOptions } = begun();
  const terms = { amountMinor, currency, customer, paymentMethod, capture, returnUrl, providerOptions, ...changes };
  return stripe.refuse?.(terms) ?? null;
}

describe("how a customer pays at Stripe", () => {
  it.each([
    [null, {}, "payment_intent"],
    [RETURN_URL, {}, "checkout"],
    [RETURN_URL, { mode: "payment_intent" }, "payment_intent"],
    [RETURN_URL, { mode: "checkout" }, "checkout"],
    [RETURN_URL, { payment_method: "pm_1" }, "payment_intent"],
    [null, { payment_method: "pm_1" }, "payment_intent"],
  ] as const)("with return_url %s and %o is by %s", (returnUrl, providerOptions, mode) => {
    expect(paymentModeOf({ returnUrl, providerOptions })).toBe(mode);
  });

  it("is at once with a payment method that is given", () => {
    expect(savedCardOf({ returnUrl: null, providerOptions: { payment_method: "pm_1" } })).toBe("pm_1");
    expect(savedCardOf({ returnUrl: null, providerOptions: {} })).toBeNull();
  });
});

describe("what is asked of Stripe", () => {
  it("is no more than the request needs", () => {
    const payment = begun({ currency: "UGX", amountMinor: 5 as MinorUnits });
    const metadata = { transaction_id: payment.id };
    expect(toIntentParams(payment)).toEqual({ amount: 500, currency: "ugx", metadata });
    expect(toSessionParams({ ...payment, returnUrl: RETURN_URL })).toEqual({
      mode: "payment",
      line_items: [
        { quantity: 1, price_data: { currency: "ugx", unit_amount: 500, product_data: { name: "Payment" } } },
      ],
      success_url: RETURN_URL,
      client_reference_id: payment.id,
      customer_email: "jane@example.com",
      metadata,
      payment_intent_data: { metadata: { ...metadata, gateway_mode: "checkout" } },
    });
  });

  it("names manual capture, and a card with the address to come back to", () => {
    const payment = begun({ capture: "manual", returnUrl: RETURN_URL, providerOptions: { payment_method: "pm_1" } });
    expect(toIntentParams(payment)).toMatchObject({
      capture_method: "manual",
      payment_method: "pm_1",
      confirm: true,
      return_url: RETURN_URL,
    });
    expect(toSessionParams(payment)).toMatchObject({
      metadata: { gateway_capture: "manual" },
      payment_intent_data: { capture_method: "manual" },
    });
  });
});

describe("terms that Stripe cannot take", () => {
  it.each([
    [{ providerOptions: { mode: "hosted" } }, "provider_options.mode"],
    [{ providerOptions: { colour: "red" } }, "provider_options.colour"],
    [{ providerOptions: { payment_method: "" } }, "provider_options.payment_method"],
    [{ providerOptions: { payment_method: 7 } }, "provider_options.payment_method"],
    [
      { returnUrl: RETURN_URL, providerOptions: { mode: "checkout", payment_method: "pm_1" } },
      "provider_options.payment_method",
    ],
    [{ providerOptions: { mode: "checkout" } }, "return_url"],
  ])("%o are refused by their member %s", (changes, path) => {
    expect(refusalOf(changes as Partial<RequestedTerms>)).toMatchObject({ code: "validation_failed", path });
  });

  it("are amounts it has no unit for", () => {
    for (const [currency, amount] of [
      ["KWD", 1_001],
      ["MGA", 150],
    ] as const) {
      expect(refusalOf({ currency, amountMinor: amount as MinorUnits })).toMatchObject({
        code: "not_supported_by_provider",
        path: "amount",
      });
    }
  });

  it("are refused for parts of a payment as for the whole", () => {
    const provider = stripe.create({ apiBase: "https://api.stripe.com", apiKey: "k", webhookSecret: "w" });
    const payment = begun({ currency: "KWD" });
    for (const refuse of [provider.refuseRefund, provider.refuseCapture]) {
      expect(refuse?.(payment, 1_001 as MinorUnits)).toEqual(expect.any(String));
      expect(refuse?.(payment, 1_010 as MinorUnits)).toBeNull();
    }
  });

  it("are none for the rest", () => {
    expect(refusalOf({})).toBeNull();
    expect(refusalOf({ returnUrl: RETURN_URL, providerOptions: { mode: "checkout" } })).toBeNull();
  });
});
