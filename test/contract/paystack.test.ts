import { inject } from "vitest";
import type { Customer } from "../../src/domain/payment/transaction.ts";
import { paystack } from "../../src/providers/paystack/index.ts";
import {
  paystackLedger,
  pressPaystackPage,
  pressPaystackPhone,
  signPaystack,
  turnPaystackKnob,
} from "../support/paystack.ts";
import { describeProviderConformance } from "./provider-conformance.ts";
import { type ConformanceHarness, FAULT_ACTIONS } from "./support/harness.ts";

function customer(name: string, phone: string | null = null): Customer {
  return { id: null, phone, email: `${name}@example.com`, name: null };
}

const { PAYSTACK_BASE_URL: baseUrl = "", PAYSTACK_SECRET_KEY: secretKey = "" } = inject("workerVariables");

const page: ConformanceHarness = {
  config: () => ({ baseUrl, secretKey }),
  secrets: [secretKey],
  currency: "KES",
  amountMinor: 100_000,
  customers: {
    // Nobody pays on a page, or is declined there, before it is made.
    paysAtOnce: null,
    paysLater: customer("jane"),
    declines: null,
    refuses: customer("refuse"),
  },
  completePayment: (handle) => pressPaystackPage(handle, "pay"),
  // A refund that fails does so later: the answer to the request never says it.
  refundReasons: { completes: "late", stays: "stuck", fails: null, refuses: "refuse" },
  books: {
    payments: async (reference) => (await paystackLedger(reference)).transactions.length,
    refunds: async (reference) => (await paystackLedger(reference)).refunds.length,
  },
  strike: async (fault, reference) => {
    await turnPaystackKnob("faults", [
      { match: { method: "POST", reference }, times: 1, action: FAULT_ACTIONS[fault] },
    ]);
  },
  calm: async () => {
    await turnPaystackKnob("faults", []);
  },
  webhooks: {
    // Nothing in the signature tells when it was made.
    sign: (body, { secret = secretKey } = {}) => ({
      body,
      headers: new Map([["x-paystack-signature", signPaystack(body, secret)]]),
    }),
    paymentCompleted: ({ reference, amountMinor: amount, currency }) => ({
      event: "charge.success",
      data: {
        id: 4_099_260_516,
        status: "success",
        reference,
        amount,
        requested_amount: amount,
        currency,
        metadata: 0,
      },
    }),
    refundFailed: ({ reference, amountMinor }) => ({
      event: "refund.failed",
      data: {
        status: "failed",
        transaction_reference: reference,
        refund_reference: null,
        amount: String(amountMinor),
        currency: "KES",
      },
    }),
    hasAnonymousRefunds: true,
    isHandleOurReference: true,
    unknownType: { event: "subscription.expiring_cards", data: [{ brand: "visa" }] },
    notAnEvent: { hello: "world" },
  },
};

/** A prompt on the phone instead of a page: the last digits say what its owner does. */
const phone: ConformanceHarness = {
  ...page,
  terms: { paymentMethod: "mobile_money" },
  customers: {
    paysAtOnce: customer("jane", "0710000001"),
    paysLater: customer("jane", "0710000000"),
    declines: customer("jane", "0710000002"),
    refuses: customer("refuse", "0710000000"),
  },
  completePayment: (handle) => pressPaystackPhone(handle, "approve"),
};

describeProviderConformance(paystack, page);
describeProviderConformance(paystack, phone);
