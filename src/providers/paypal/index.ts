import type { MinorUnits } from "../../domain/money.ts";
import { toConnectionOutcome } from "../connection-outcome.ts";
import { defineProvider, type PaymentProvider, type Refusal, type RequestedTerms } from "../provider.ts";
import { cancelPayment, capturePayment } from "./authorized.ts";
import { createPaypalClient } from "./client.ts";
import { type PaypalConfig, paypalConfigSchema } from "./config.ts";
import { createOrder } from "./create-order.ts";
import { verifyOrder } from "./finish-order.ts";
import { isPaypalAmount, PAYPAL_CURRENCIES } from "./paypal-money.ts";
import { refundPayment, verifyRefund } from "./refunds.ts";
import { verifyPaypalWebhook } from "./verify-webhook.ts";
import { toPaypalEvent } from "./webhook.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** PayPal's wallet by Orders v2: the payer approves on PayPal's page, then the money is taken by us. */
export const paypal = defineProvider<PaypalConfig>({
  description: {
    name: "paypal",
    title: "PayPal",
    aliases: [],
    currencies: PAYPAL_CURRENCIES,
    methods: ["paypal"],
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
      settlingMs: 60_000,
      // What PayPal keeps the keys of orders for; those of captures and refunds it keeps for 45 days.
      keyLifetimeMs: 6 * HOUR_MS,
      presumedDeadMs: 2 * DAY_MS,
      settlementWindowMs: 7 * DAY_MS,
      // Approvals that are not used are forgotten by PayPal after some hours, too.
      checkoutLifetimeMs: 3 * HOUR_MS,
    },
  },
  environment: {
    baseUrl: "PAYPAL_BASE_URL",
    clientId: "PAYPAL_CLIENT_ID",
    clientSecret: "PAYPAL_CLIENT_SECRET",
    webhookId: "PAYPAL_WEBHOOK_ID",
  },
  accountMembers: {
    api_key: { member: "clientId", kind: "secret" },
    api_secret: { member: "clientSecret", kind: "secret" },
    "config.base_url": { member: "baseUrl", kind: "address", isShared: true },
    "config.webhook_id": { member: "webhookId", kind: "plain" },
  },
  configSchema: paypalConfigSchema,
  create: createPaypal,
  refuse: refuseTerms,
});

/** Well formed, and of no order. */
const UNKNOWN_ORDER = "00000000000000000";

function createPaypal(config: PaypalConfig): PaymentProvider {
  const client = createPaypalClient(config);
  return {
    initializePayment: (transaction, context) => createOrder(client, transaction, context),
    verifyPayment: (transaction, context) => verifyOrder(client, transaction, context),
    refundPayment: (transaction, refund, context) => refundPayment(client, transaction, refund, context),
    refuseRefund: ({ currency, providerReceipt }, amountMinor) =>
      providerReceipt === null
        ? "PayPal refunds by its id of the money, which is not known."
        : findAmountFault(amountMinor, currency),
    verifyRefund: (_transaction, refund, context) => verifyRefund(client, refund, context),
    capturePayment: (transaction, amountMinor, context) => capturePayment(client, transaction, amountMinor, context),
    refuseCapture: ({ currency }, amountMinor) => findAmountFault(amountMinor, currency),
    cancelPayment: (transaction, context) => cancelPayment(client, transaction, context),
    async testConnection(context) {
      // An order that nobody has. A token alone proves little: it may have been had hours ago.
      const answer = await client.get(`/v2/checkout/orders/${UNKNOWN_ORDER}`, context);
      return toConnectionOutcome(answer, answer.kind === "refused" && answer.status === 404);
    },
    verifyWebhook: (webhook, toleranceSeconds, _clock, network) =>
      verifyPaypalWebhook(client, config.webhookId, webhook, toleranceSeconds, network),
    handleWebhook: toPaypalEvent,
  };
}

function refuseTerms({ amountMinor, currency, providerOptions }: RequestedTerms): Refusal | null {
  const [stray] = Object.keys(providerOptions);
  if (stray !== undefined) {
    return { code: "validation_failed", path: `provider_options.${stray}`, message: "PayPal has no options." };
  }
  const fault = findAmountFault(amountMinor, currency);
  return fault === null ? null : { code: "not_supported_by_provider", path: "amount", message: fault };
}

function findAmountFault(amountMinor: MinorUnits, currency: string): string | null {
  return isPaypalAmount(amountMinor, currency) ? null : `PayPal takes whole units of ${currency} only.`;
}
