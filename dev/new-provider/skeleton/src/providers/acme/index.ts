import { defineProvider, type PaymentProvider } from "../provider.ts";
import { createAcmeClient } from "./client.ts";
import { type AcmeConfig, acmeConfigSchema } from "./config.ts";
import { initializePayment, verifyPayment } from "./payments.ts";
import { refundPayment, verifyRefund } from "./refunds.ts";
import { toAcmeEvent, verifyAcmeWebhook } from "./webhook.ts";

const DAY_MS = 86_400_000;

/** Acme, as its skeleton came: replace what it says by what the provider really does. */
export const acme = defineProvider<AcmeConfig>({
  description: {
    name: "acme",
    title: "Acme",
    aliases: [],
    currencies: ["EUR", "KES", "USD"],
    methods: ["checkout"],
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
    // What is safe hangs on these: docs/adding-a-provider.md says what each of them promises.
    timings: {
      firstLookMs: 2_000,
      settlingMs: 60_000,
      keyLifetimeMs: DAY_MS,
      presumedDeadMs: null,
      settlementWindowMs: 7 * DAY_MS,
      checkoutLifetimeMs: DAY_MS,
    },
  },
  environment: { baseUrl: "ACME_BASE_URL", apiKey: "ACME_API_KEY", webhookSecret: "ACME_WEBHOOK_SECRET" },
  accountMembers: {
    api_key: { member: "apiKey", kind: "secret" },
    webhook_secret: { member: "webhookSecret", kind: "secret" },
    "config.base_url": { member: "baseUrl", kind: "address", isShared: true },
  },
  configSchema: acmeConfigSchema,
  create: createAcme,
  refuse: ({ providerOptions }) => {
    const [stray] = Object.keys(providerOptions);
    if (stray === undefined) return null;
    return { code: "validation_failed", path: `provider_options.${stray}`, message: "Acme has no options." };
  },
});

function createAcme(config: AcmeConfig): PaymentProvider {
  const client = createAcmeClient(config);
  return {
    initializePayment: (transaction, context) => initializePayment(client, transaction, context),
    verifyPayment: (transaction, context) => verifyPayment(client, transaction, context),
    refundPayment: (transaction, refund, context) => refundPayment(client, transaction, refund, context),
    verifyRefund: (_transaction, refund, context) => verifyRefund(client, refund, context),
    verifyWebhook: (webhook, toleranceSeconds, clock) =>
      verifyAcmeWebhook(config.webhookSecret, webhook, toleranceSeconds, clock),
    handleWebhook: toAcmeEvent,
  };
}
