import { toConnectionOutcome } from "../connection-outcome.ts";
import { defineProvider, type PaymentProvider } from "../provider.ts";
import { createPaystackClient } from "./client.ts";
import { type PaystackConfig, paystackConfigSchema } from "./config.ts";
import { listSettlements } from "./list-settlements.ts";
import { CHANNELS, refuseTerms } from "./options.ts";
import { initializePayment, SETTLING_MS, verifyPayment } from "./payments.ts";
import { PAYSTACK_CURRENCIES } from "./paystack-money.ts";
import { listRefunds, refundPayment, verifyRefund } from "./refunds.ts";
import { toPaystackEvent, verifyPaystackWebhook } from "./webhook.ts";

const DAY_MS = 86_400_000;

/** African cards, banks and mobile money through Paystack: its hosted page, or a prompt on the customer's phone. */
export const paystack = defineProvider<PaystackConfig>({
  description: {
    name: "paystack",
    title: "Paystack",
    aliases: [],
    currencies: PAYSTACK_CURRENCIES,
    methods: CHANNELS,
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
      settlingMs: SETTLING_MS,
      // Our id is the reference, which is used once and for ever: a repeat makes what was not made, and else is told that
      // it is there. So it may be sent again like with a key, and a hosted page whose making failed comes about after
      // all. The day is how long a customer may be expected to come back for it.
      keyLifetimeMs: DAY_MS,
      refundKeyLifetimeMs: DAY_MS,
      // Nothing can be cancelled: what is open or silent a day after its customer's time is over is given up.
      presumedDeadMs: 2 * DAY_MS,
      settlementWindowMs: 7 * DAY_MS,
      checkoutLifetimeMs: DAY_MS,
    },
  },
  environment: { baseUrl: "PAYSTACK_BASE_URL", secretKey: "PAYSTACK_SECRET_KEY" },
  accountMembers: {
    // It signs the webhooks too: there is no other secret.
    api_key: { member: "secretKey", kind: "secret" },
    "config.base_url": { member: "baseUrl", kind: "address", isShared: true },
  },
  configSchema: paystackConfigSchema,
  create: createPaystack,
  refuse: refuseTerms,
});

function createPaystack(config: PaystackConfig): PaymentProvider {
  const client = createPaystackClient(config);
  return {
    initializePayment: (transaction, context) => initializePayment(client, transaction, context),
    verifyPayment: (transaction, context) => verifyPayment(client, transaction, context),
    refundPayment: (transaction, refund, context) => refundPayment(client, transaction, refund, context),
    verifyRefund: (transaction, refund, context) => verifyRefund(client, transaction, refund, context),
    listRefunds: (transaction, context) => listRefunds(client, transaction, context),
    listSettlements: (range, context) => listSettlements(client, range, context),
    async testConnection(context) {
      const answer = await client.get("/transaction?perPage=1", context);
      return toConnectionOutcome(answer, answer.kind === "data");
    },
    verifyWebhook: (webhook) => verifyPaystackWebhook(config.secretKey, webhook),
    handleWebhook: toPaystackEvent,
  };
}
