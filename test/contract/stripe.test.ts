import { inject } from "vitest";
import type { Customer } from "../../src/domain/payment/transaction.ts";
import { stripe } from "../../src/providers/stripe/index.ts";
import { pressStripePage, setStripeFaults, signStripe, stripeLedger } from "../support/stripe.ts";
import { describeProviderConformance } from "./provider-conformance.ts";
import { type ConformanceHarness, FAULT_ACTIONS } from "./support/harness.ts";

function customer(email: string): Customer {
  return { id: null, phone: null, email, name: null };
}

function event(type: string, object: Record<string, unknown>) {
  return { id: "evt_1", object: "event", api_version: null, type, data: { object } };
}

const {
  STRIPE_API_BASE: apiBase = "",
  STRIPE_API_KEY: apiKey = "",
  STRIPE_WEBHOOK_SECRET: webhookSecret = "",
} = inject("workerVariables");

/** The merchant's own checkout. */
const intent: ConformanceHarness = {
  config: () => ({ apiBase, apiKey, webhookSecret, publishableKey: "pk_test" }),
  secrets: [apiKey, webhookSecret],
  currency: "KES",
  amountMinor: 100_000,
  terms: { providerOptions: { mode: "payment_intent" } },
  customers: { paysAtOnce: null, paysLater: customer("jane@example.com"), declines: null, refuses: null },
  completePayment: (handle) => pressStripePage(handle, "succeed"),
  refundReasons: { completes: "late", stays: null, fails: null, refuses: null },
  books: {
    payments: async (reference) => (await stripeLedger(reference)).made[reference] ?? 0,
    refunds: async (reference) => (await stripeLedger(reference)).refunds.length,
  },
  strike: (fault, reference) =>
    setStripeFaults([{ match: { method: "POST", reference }, times: 1, action: FAULT_ACTIONS[fault] }]),
  calm: () => setStripeFaults([]),
  webhooks: {
    sign: (body, { atMs, secret } = {}) => ({
      body,
      headers: new Map([["stripe-signature", signStripe(body, atMs, secret)]]),
    }),
    paymentCompleted: ({ reference, handle, amountMinor, currency }) =>
      event("payment_intent.succeeded", {
        id: handle,
        object: "payment_intent",
        status: "succeeded",
        amount: amountMinor,
        amount_received: amountMinor,
        currency,
        metadata: { transaction_id: reference },
      }),
    refundFailed: ({ reference, handle, paymentHandle, amountMinor }) =>
      event("refund.failed", {
        id: handle,
        object: "refund",
        status: "failed",
        failure_reason: "expired_or_canceled_card",
        amount: amountMinor,
        currency: "kes",
        payment_intent: paymentHandle,
        metadata: { refund_id: reference },
      }),
    unknownType: event("payment_intents.reticulated", { id: "x" }),
    notAnEvent: { hello: "world" },
  },
};

/** Stripe's own page; refunds of these payments stay pending. */
const checkout: ConformanceHarness = {
  ...intent,
  terms: {},
  customers: {
    paysAtOnce: null,
    paysLater: customer("wait+refund-stay@example.com"),
    declines: null,
    refuses: customer("nobody"),
  },
  refundReasons: { completes: "late", stays: "late", fails: null, refuses: null },
  webhooks: intent.webhooks && {
    ...intent.webhooks,
    paymentCompleted: ({ reference, handle, amountMinor, currency }) =>
      event("checkout.session.completed", {
        id: handle,
        object: "checkout.session",
        status: "complete",
        payment_status: "paid",
        amount_total: amountMinor,
        currency,
        client_reference_id: reference,
        payment_intent: "pi_1",
      }),
  },
};

describeProviderConformance(stripe, intent);
describeProviderConformance(stripe, checkout);
