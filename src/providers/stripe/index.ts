import { defineProvider, type PaymentProvider, type Refusal, type RequestedTerms } from "../provider.ts";
import { capturePayment } from "./capture-payment.ts";
import { type StripeConfig, stripeConfigSchema } from "./config.ts";
import { createPayment, SETTLING_MS } from "./create-payment.ts";
import { listSettlements } from "./list-settlements.ts";
import { cancelPayment, verifyPayment } from "./payments.ts";
import { listRefunds, refundPayment, verifyRefund } from "./refunds.ts";
import { findStripeAmountFault, STRIPE_CURRENCIES } from "./stripe-money.ts";
import { testConnection } from "./test-connection.ts";
import { toStripeEvent, verifyStripeWebhook } from "./webhook.ts";

const DAY_MS = 86_400_000;

/** Cards and more through Stripe: PaymentIntents for the merchant's own checkout, Checkout Sessions for a hosted page. */
export const stripe = defineProvider<StripeConfig>({
  description: {
    name: "stripe",
    title: "Stripe",
    aliases: ["visa"],
    currencies: STRIPE_CURRENCIES,
    methods: ["card"],
    capabilities: {
      refund: true,
      partialRefund: true,
      cancel: true,
      manualCapture: true,
      payout: false,
      deposits: false,
    },
    limits: { minAmountMinor: null, maxAmountMinor: null },
    requiredCustomer: [],
    timings: {
      firstLookMs: 2_000,
      settlingMs: SETTLING_MS,
      // docs.stripe.com/api/idempotent_requests: kept for at least 24 hours.
      keyLifetimeMs: DAY_MS,
      presumedDeadMs: null,
      settlementWindowMs: 7 * DAY_MS,
      checkoutLifetimeMs: DAY_MS,
    },
  },
  environment: {
    apiBase: "STRIPE_API_BASE",
    apiKey: "STRIPE_API_KEY",
    webhookSecret: "STRIPE_WEBHOOK_SECRET",
    publishableKey: "STRIPE_PUBLISHABLE_KEY",
  },
  accountMembers: {
    api_key: { member: "apiKey", kind: "secret" },
    webhook_secret: { member: "webhookSecret", kind: "secret" },
    "config.base_url": { member: "apiBase", kind: "address", isShared: true },
    "config.publishable_key": { member: "publishableKey", kind: "plain" },
  },
  configSchema: stripeConfigSchema,
  create: createStripe,
  refuse: refuseTerms,
});

function createStripe(config: StripeConfig): PaymentProvider {
  return {
    initializePayment: (transaction, context) => createPayment(config, transaction, context),
    verifyPayment: (transaction, context) => verifyPayment(config, transaction, context),
    cancelPayment: (transaction, context) => cancelPayment(config, transaction, context),
    capturePayment: (transaction, amountMinor, context) => capturePayment(config, transaction, amountMinor, context),
    refundPayment: (transaction, refund, context) => refundPayment(config, transaction, refund, context),
    verifyRefund: (transaction, refund, context) => verifyRefund(config, transaction, refund, context),
    listRefunds: (transaction, context) => listRefunds(config, transaction, context),
    listSettlements: (range, context) => listSettlements(config, range, context),
    testConnection: (context) => testConnection(config, context),
    refuseRefund: ({ currency }, amountMinor) => findStripeAmountFault(amountMinor, currency),
    refuseCapture: ({ currency }, amountMinor) => findStripeAmountFault(amountMinor, currency),
    verifyWebhook: (webhook, toleranceSeconds, clock) =>
      verifyStripeWebhook(config.webhookSecret, webhook, toleranceSeconds, clock),
    handleWebhook: toStripeEvent,
  };
}

/** What `provider_options` may hold. */
const OPTIONS = ["mode", "payment_method"];

function refuseTerms(terms: RequestedTerms): Refusal | null {
  const { mode, payment_method: card } = terms.providerOptions;
  const stray = Object.keys(terms.providerOptions).find((name) => !OPTIONS.includes(name));
  const refuse = (path: string, message: string): Refusal => ({ code: "validation_failed", path, message });
  if (stray !== undefined) return refuse(`provider_options.${stray}`, `Stripe takes ${OPTIONS.join(", ")}.`);
  if (mode !== undefined && mode !== "checkout" && mode !== "payment_intent") {
    return refuse("provider_options.mode", "Give checkout or payment_intent.");
  }
  if (card !== undefined && (typeof card !== "string" || card === "")) {
    return refuse("provider_options.payment_method", "Give the id of a payment method.");
  }
  if (card !== undefined && mode === "checkout") {
    return refuse("provider_options.payment_method", "A hosted page asks the customer for the card.");
  }
  if (mode === "checkout" && terms.returnUrl === null) {
    return refuse("return_url", "A hosted page needs an address to come back to.");
  }
  const fault = findStripeAmountFault(terms.amountMinor, terms.currency);
  return fault === null ? null : { code: "not_supported_by_provider", path: "amount", message: fault };
}
