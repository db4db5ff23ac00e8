import { CURRENCIES } from "../../domain/currency.ts";
import { toConnectionOutcome } from "../connection-outcome.ts";
import { defineProvider, type PaymentProvider } from "../provider.ts";
import { createCpayClient } from "./client.ts";
import { type CpayConfig, cpayConfigSchema } from "./config.ts";
import { toCreatedPaymentOutcome, toFoundPaymentOutcome, toPaymentOutcome, toRefundOutcome } from "./outcome.ts";
import { toCpayEvent, verifyCpayWebhook } from "./webhook.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** CPay, the reference provider: every call is idempotent by key, every payment can be found by our reference. */
export const cpay = defineProvider<CpayConfig>({
  description: {
    name: "cpay",
    title: "CPay",
    aliases: [],
    isMock: true,
    currencies: CURRENCIES,
    methods: ["checkout"],
    capabilities: {
      refund: true,
      partialRefund: true,
      cancel: true,
      manualCapture: false,
      payout: false,
      deposits: false,
    },
    limits: { minAmountMinor: 1, maxAmountMinor: null },
    requiredCustomer: [],
    timings: {
      firstLookMs: 2_000,
      settlingMs: 60_000,
      keyLifetimeMs: DAY_MS,
      presumedDeadMs: null,
      settlementWindowMs: 7 * DAY_MS,
      checkoutLifetimeMs: DAY_MS,
    },
  },
  environment: {
    baseUrl: "CPAY_BASE_URL",
    apiKey: "CPAY_API_KEY",
    apiSecret: "CPAY_API_SECRET",
    webhookSecret: "CPAY_WEBHOOK_SECRET",
  },
  accountMembers: {
    api_key: { member: "apiKey", kind: "secret" },
    api_secret: { member: "apiSecret", kind: "secret" },
    webhook_secret: { member: "webhookSecret", kind: "secret" },
    "config.base_url": { member: "baseUrl", kind: "address", isShared: true },
  },
  configSchema: cpayConfigSchema,
  create: createCpay,
});

function createCpay(config: CpayConfig): PaymentProvider {
  const client = createCpayClient(config);
  return {
    async initializePayment(transaction, context) {
      const body = {
        reference: transaction.id,
        amount: transaction.amountMinor,
        currency: transaction.currency,
        description: transaction.description,
        customer: { ...transaction.customer },
        callback_url: context.callbackUrl,
        return_url: transaction.returnUrl,
      };
      return toCreatedPaymentOutcome(
        await client.post("/v1/payments", transaction.id, body, context),
        transaction.pursuit,
      );
    },
    async verifyPayment(transaction, context) {
      const { providerTransactionId: handle } = transaction;
      if (handle !== null) return toPaymentOutcome(await client.get(pathOf(handle), context));
      const query = new URLSearchParams({ reference: transaction.id });
      return toFoundPaymentOutcome(await client.get(`/v1/payments?${query}`, context));
    },
    async refundPayment(transaction, refund, context) {
      const path = `${pathOf(transaction.providerTransactionId ?? "")}/refunds`;
      const body = { amount: refund.amountMinor, reason: refund.reason, reference: refund.id };
      return toRefundOutcome(await client.post(path, refund.id, body, context), refund.pursuit);
    },
    async verifyRefund(_transaction, refund, context) {
      // Without a handle CPay can only be asked by sending again under the same key, while that lives.
      if (refund.providerRefundId === null) return { kind: "unknown", reason: "no_handle_to_ask_by", exchange: null };
      const path = `/v1/refunds/${encodeURIComponent(refund.providerRefundId)}`;
      return toRefundOutcome(await client.get(path, context), null);
    },
    async cancelPayment(transaction, context) {
      const path = `${pathOf(transaction.providerTransactionId ?? "")}/cancel`;
      const answer = await client.post(path, `${transaction.id}:cancel`, {}, context);
      const refused = answer.kind === "answered" && answer.status >= 400 && answer.status < 500;
      // A refusal says that it cannot be cancelled, not what it is: the payment itself says that.
      return refused
        ? toPaymentOutcome(await client.get(pathOf(transaction.providerTransactionId ?? ""), context))
        : toPaymentOutcome(answer);
    },
    async testConnection(context) {
      // A reference that nobody has: an empty list.
      const query = new URLSearchParams({ reference: crypto.randomUUID() });
      const found = toFoundPaymentOutcome(await client.get(`/v1/payments?${query}`, context));
      return toConnectionOutcome(found, found.kind === "absent");
    },
    verifyWebhook: (webhook, toleranceSeconds, clock) =>
      verifyCpayWebhook(config.webhookSecret, webhook, toleranceSeconds, clock),
    handleWebhook: toCpayEvent,
  };
}

function pathOf(handle: string): string {
  return `/v1/payments/${encodeURIComponent(handle)}`;
}
