import { inject } from "vitest";
import { acme } from "../../src/providers/acme/index.ts";
import { acmeLedger, acmeSimulator, signAcme } from "../support/acme.ts";
import { describeProviderConformance } from "./provider-conformance.ts";
import { type ConformanceHarness, FAULT_ACTIONS } from "./support/harness.ts";

const {
  ACME_BASE_URL: baseUrl = "",
  ACME_API_KEY: apiKey = "",
  ACME_WEBHOOK_SECRET: webhookSecret = "",
} = inject("workerVariables");

function customer(name: string) {
  return { id: null, phone: null, email: `${name}@example.com`, name: null };
}

const harness: ConformanceHarness = {
  config: () => ({ baseUrl, apiKey, webhookSecret }),
  secrets: [apiKey, webhookSecret],
  currency: "KES",
  amountMinor: 100_000,
  customers: {
    paysAtOnce: customer("approve"),
    paysLater: customer("jane"),
    declines: customer("decline"),
    refuses: customer("refuse"),
  },
  completePayment: (handle) => acmeSimulator.press(`/pay/${handle}`, "pay"),
  refundReasons: { completes: "late", stays: "pending", fails: "fail", refuses: "refuse" },
  books: {
    payments: async (reference) => (await acmeLedger(reference)).charges.length,
    refunds: async (reference) => (await acmeLedger(reference)).refunds.length,
  },
  strike: (fault, reference) =>
    acmeSimulator.setFaults([{ match: { method: "POST", reference }, times: 1, action: FAULT_ACTIONS[fault] }]),
  calm: () => acmeSimulator.setFaults([]),
  webhooks: {
    sign: (body, { atMs, secret } = {}) => ({
      body,
      headers: new Map([["acme-signature", signAcme(body, atMs, secret)]]),
    }),
    paymentCompleted: ({ reference, handle, amountMinor, currency }) => ({
      id: "evt_1",
      type: "charge.updated",
      data: { id: handle, reference, amount: amountMinor, currency, status: "paid" },
    }),
    refundFailed: ({ reference, handle, paymentHandle, amountMinor }) => ({
      id: "evt_2",
      type: "refund.updated",
      data: { id: handle, charge_id: paymentHandle, reference, amount: amountMinor, status: "failed" },
    }),
    unknownType: { id: "evt_3", type: "charge.reticulated", data: {} },
    notAnEvent: { hello: "world" },
  },
};

describeProviderConformance(acme, harness);
