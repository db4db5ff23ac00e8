import { inject } from "vitest";
import { cpay } from "../../src/providers/cpay/index.ts";
import { signCpay } from "../../src/providers/cpay/signature.ts";
import { cpayLedger, pressCheckout, setCpayFaults } from "../support/cpay.ts";
import { describeProviderConformance } from "./provider-conformance.ts";
import { type ConformanceHarness, FAULT_ACTIONS } from "./support/harness.ts";

function customer(name: string) {
  return { id: null, phone: null, email: `${name}@example.com`, name: null };
}

function event(type: string, data: Record<string, unknown>) {
  return { id: "evt_1", type, created: 1, data };
}

const { cpayUrl, cpayWebhookSecret } = inject("services");
const { CPAY_API_KEY: apiKey = "", CPAY_API_SECRET: apiSecret = "" } = inject("workerVariables");

const harness: ConformanceHarness = {
  config: () => ({
    baseUrl: cpayUrl,
    apiKey,
    apiSecret,
    webhookSecret: cpayWebhookSecret,
  }),
  secrets: [apiKey, apiSecret, cpayWebhookSecret],
  currency: "KES",
  amountMinor: 100_000,
  customers: {
    paysAtOnce: customer("approve"),
    paysLater: customer("jane"),
    declines: customer("decline"),
    refuses: customer("refuse"),
  },
  completePayment: (handle) => pressCheckout(`${cpayUrl}/checkout/${handle}`, "approve"),
  refundReasons: { completes: "late", stays: "pending", fails: "fail", refuses: "refuse" },
  books: {
    payments: async (reference) => (await cpayLedger(reference)).payments.length,
    async refunds(reference) {
      const response = await fetch(`${cpayUrl}/_sim/ledger?reference=${reference}`);
      return ((await response.json()) as { refunds: unknown[] }).refunds.length;
    },
  },
  strike: (fault, reference) =>
    setCpayFaults([{ match: { method: "POST", reference }, times: 1, action: FAULT_ACTIONS[fault] }]),
  calm: () => setCpayFaults([]),
  webhooks: {
    sign: (body, { atMs = Date.now(), secret = cpayWebhookSecret } = {}) => ({
      body,
      headers: new Map([["x-cpay-signature", signCpay(secret, body, atMs)]]),
    }),
    paymentCompleted: ({ reference, handle, amountMinor, currency }) =>
      event("payment.completed", { id: handle, reference, amount: amountMinor, currency, status: "completed" }),
    refundFailed: ({ reference, handle, paymentHandle, amountMinor }) =>
      event("refund.failed", {
        id: handle,
        payment_id: paymentHandle,
        amount: amountMinor,
        status: "failed",
        reference,
      }),
    unknownType: event("payment.reticulated", {}),
    notAnEvent: { hello: "world" },
  },
};

describeProviderConformance(cpay, harness);
