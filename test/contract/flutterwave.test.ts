import { inject } from "vitest";
import type { Customer } from "../../src/domain/payment/transaction.ts";
import { flutterwave } from "../../src/providers/flutterwave/index.ts";
import { flutterwaveLedger, flutterwaveSimulator, pressFlutterwavePhone } from "../support/flutterwave.ts";
import { describeProviderConformance } from "./provider-conformance.ts";
import { type ConformanceHarness, FAULT_ACTIONS } from "./support/harness.ts";

const {
  FLUTTERWAVE_BASE_URL: baseUrl = "",
  FLUTTERWAVE_SECRET_KEY: secretKey = "",
  FLUTTERWAVE_WEBHOOK_HASH: webhookHash = "",
} = inject("workerVariables");

function customer(name: string, phone: string | null = null): Customer {
  return { id: null, phone, email: `${name}@example.com`, name: null };
}

const page: ConformanceHarness = {
  config: () => ({ baseUrl, secretKey, webhookHash }),
  secrets: [secretKey, webhookHash],
  currency: "KES",
  amountMinor: 100_050,
  customers: { paysAtOnce: null, paysLater: customer("jane"), declines: null, refuses: customer("refuse") },
  async completePayment(reference) {
    const [opened] = (await flutterwaveLedger(reference)).pages;
    await flutterwaveSimulator.press(`/hosted/pay/${opened?.id}`, "pay");
  },
  refundReasons: { completes: "late", stays: "pending", fails: "fail", refuses: "refuse" },
  books: {
    payments: async (reference) => (await flutterwaveLedger(reference)).pages.length,
    refunds: async (reference) => (await flutterwaveLedger(reference)).refunds.length,
  },
  // Nobody is told of a page whose address got lost, so nobody can pay on it.
  isGoneWhenLost: true,
  strike: (fault, reference) =>
    flutterwaveSimulator.setFaults([{ match: { method: "POST", reference }, times: 1, action: FAULT_ACTIONS[fault] }]),
  calm: () => flutterwaveSimulator.setFaults([]),
  webhooks: {
    coversBody: false,
    sign: (body, { secret = webhookHash } = {}) => ({ body, headers: new Map([["verif-hash", secret]]) }),
    paymentCompleted: ({ reference, amountMinor, currency }) => ({
      event: "charge.completed",
      data: { id: 4_099_260, tx_ref: reference, amount: amountMinor / 100, currency, status: "successful" },
    }),
    refundFailed: null,
    isHandleOurReference: true,
    unknownType: { event: "transfer.completed", data: { id: 1, reference: "x", status: "SUCCESSFUL" } },
    notAnEvent: { hello: "world" },
  },
};

/** A prompt on the phone instead of a page: the last digits say what its owner does. */
const phone: ConformanceHarness = {
  ...page,
  terms: { paymentMethod: "mpesa" },
  isGoneWhenLost: false,
  customers: {
    paysAtOnce: null,
    paysLater: customer("jane", "0712345000"),
    declines: null,
    refuses: customer("refuse", "0712345000"),
  },
  completePayment: (reference) => pressFlutterwavePhone(reference, "pay"),
  books: {
    ...page.books,
    payments: async (reference) => (await flutterwaveLedger(reference)).payments.length,
  },
};

describeProviderConformance(flutterwave, page);
describeProviderConformance(flutterwave, phone);
