import { paypal } from "../../src/providers/paypal/index.ts";
import { paypalCalls, paypalConfig, paypalLedger, paypalSimulator, signPaypal } from "../support/paypal.ts";
import { describeProviderConformance } from "./provider-conformance.ts";
import { type ConformanceHarness, FAULT_ACTIONS } from "./support/harness.ts";

const THREE_DAYS_MS = 3 * 86_400_000;

function customer(name: string) {
  return { id: null, phone: null, email: `${name}@example.com`, name: null };
}

function event(event_type: string, resource: Record<string, unknown>) {
  return { id: "WH-1", event_version: "1.0", event_type, resource_type: "capture", resource };
}

function money(amountMinor: number) {
  return { currency_code: "USD", value: (amountMinor / 100).toFixed(2) };
}

const harness: ConformanceHarness = {
  config: paypalConfig,
  secrets: [paypalConfig().clientId, paypalConfig().clientSecret],
  currency: "USD",
  amountMinor: 100_000,
  // Nobody approves, or is declined, before the order is made.
  customers: { paysAtOnce: null, paysLater: customer("jane"), declines: null, refuses: customer("refuse") },
  completePayment: (handle) => paypalSimulator.press(`/checkoutnow/${handle}`, "approve"),
  refundReasons: { completes: "late", stays: "pending", fails: "fail", refuses: "refuse" },
  books: {
    payments: async (reference) => (await paypalLedger(reference)).orders.length,
    refunds: async (reference) => (await paypalLedger(reference)).refunds.length,
  },
  strike: (fault, reference) =>
    paypalSimulator.setFaults([{ match: { method: "POST", reference }, times: 1, action: FAULT_ACTIONS[fault] }]),
  calm: () => paypalSimulator.setFaults([]),
  calls: paypalCalls,
  // Orders cannot be searched for: a webhook names one whose answer got lost.
  hearOf: async (payment) => ({
    ...payment,
    handleCandidate: (await paypalLedger(payment.id)).orders[0]?.id ?? null,
  }),
  heard: { handleCandidate: "handle-1", providerReceipt: "receipt-1" },
  webhooks: {
    sign: async (body, { atMs, secret } = {}) => ({ body, headers: await signPaypal(body, atMs, secret) }),
    oldestMs: THREE_DAYS_MS,
    paymentCompleted: ({ reference, handle, amountMinor }) =>
      event("PAYMENT.CAPTURE.COMPLETED", {
        id: "CAPTURE1",
        status: "COMPLETED",
        amount: money(amountMinor),
        custom_id: reference,
        supplementary_data: { related_ids: { order_id: handle } },
      }),
    refundFailed: ({ reference, handle, amountMinor }) =>
      event("PAYMENT.CAPTURE.REFUNDED", {
        id: handle,
        status: "FAILED",
        amount: money(amountMinor),
        custom_id: reference,
        links: [{ rel: "up", href: "https://api-m.paypal.com/v2/payments/captures/CAPTURE1" }],
      }),
    unknownType: event("BILLING.PLAN.RETICULATED", {}),
    notAnEvent: { hello: "world" },
  },
};

describeProviderConformance(paypal, harness);
