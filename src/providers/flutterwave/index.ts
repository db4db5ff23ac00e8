import { defineProvider, type PaymentProvider } from "../provider.ts";
import { createFlutterwaveClient } from "./client.ts";
import { type FlutterwaveConfig, flutterwaveConfigSchema } from "./config.ts";
import { CURRENCIES, METHODS, refuseTerms } from "./options.ts";
import { initializePayment, testConnection, verifyPayment } from "./payments.ts";
import { refundPayment, verifyRefund } from "./refunds.ts";
import { toFlutterwaveEvent, verifyFlutterwaveWebhook } from "./webhook.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** African cards, banks and mobile money through Flutterwave v3: its hosted page, or M-Pesa on the customer's phone. */
export const flutterwave = defineProvider<FlutterwaveConfig>({
  description: {
    name: "flutterwave",
    title: "Flutterwave",
    aliases: [],
    currencies: CURRENCIES,
    methods: METHODS,
    capabilities: {
      refund: true,
      partialRefund: true,
      cancel: false,
      manualCapture: false,
      payout: false,
      deposits: false,
    },
    limits: { minAmountMinor: null, maxAmountMinor: null },
    requiredCustomer: ["email"],
    timings: {
      firstLookMs: 2_000,
      settlingMs: 120_000,
      // There are no idempotency keys, and a repeated reference is not reliably refused: what may have left is never sent
      // again. A look by our reference tells what became of it.
      keyLifetimeMs: 0,
      // A payment that no look could tell of for so long, and a refund whose answer was lost, are for a person to see to.
      presumedDeadMs: HOUR_MS,
      settlementWindowMs: 7 * DAY_MS,
      checkoutLifetimeMs: DAY_MS,
    },
  },
  environment: {
    baseUrl: "FLUTTERWAVE_BASE_URL",
    secretKey: "FLUTTERWAVE_SECRET_KEY",
    webhookHash: "FLUTTERWAVE_WEBHOOK_HASH",
  },
  accountMembers: {
    api_key: { member: "secretKey", kind: "secret" },
    webhook_secret: { member: "webhookHash", kind: "secret" },
    "config.base_url": { member: "baseUrl", kind: "address", isShared: true },
  },
  configSchema: flutterwaveConfigSchema,
  create: createFlutterwave,
  refuse: refuseTerms,
});

function createFlutterwave(config: FlutterwaveConfig): PaymentProvider {
  const client = createFlutterwaveClient(config);
  return {
    initializePayment: (transaction, context) => initializePayment(client, transaction, context),
    verifyPayment: (transaction, context) => verifyPayment(client, transaction, context),
    refundPayment: (transaction, refund, context) => refundPayment(client, transaction, refund, context),
    verifyRefund: (_transaction, refund, context) => verifyRefund(client, refund, context),
    refuseRefund: ({ providerReceipt }) =>
      providerReceipt === null ? "Flutterwave refunds by its number of the payment, which is not known." : null,
    testConnection: (context) => testConnection(client, context),
    verifyWebhook: (webhook) => verifyFlutterwaveWebhook(config.webhookHash, webhook),
    handleWebhook: toFlutterwaveEvent,
  };
}
