import { inject } from "vitest";
import { accountReferenceOf } from "../../src/domain/account-reference.ts";
import type { ShardId } from "../../src/domain/identifiers.ts";
import type { Customer, Transaction } from "../../src/domain/payment/transaction.ts";
import { mpesa } from "../../src/providers/mpesa/index.ts";
import type { AccessTokenRequest } from "../../src/providers/provider.ts";
import { darajaLedger, ledgerOf, newPhone, pressPhone, turnDarajaKnob } from "../support/daraja.ts";
import { describeProviderConformance } from "./provider-conformance.ts";
import { type ConformanceHarness, FAULT_ACTIONS } from "./support/harness.ts";

const RECEIPT = "SJI61H7X2Q";

/** A phone of its own for each payment, since one phone has one open prompt at a time. */
function customer(digits: string): Customer {
  return {
    id: null,
    email: null,
    name: null,
    get phone() {
      return newPhone(digits);
    },
  };
}

/** The prompt that Daraja has made for one of our payments. */
async function promptOf(payment: Transaction) {
  const [prompt] = (await ledgerOf(payment.id)).prompts;
  if (prompt === undefined) throw new Error("Daraja has no prompt for this payment");
  return prompt;
}

const variables = inject("workerVariables");
const { MPESA_CONSUMER_KEY = "", MPESA_CONSUMER_SECRET = "", MPESA_PASSKEY = "" } = variables;
const { MPESA_SECURITY_CREDENTIAL = "" } = variables;
let token: string | null = null;

/** What the one owner of the account's tokens does. */
async function accessToken({ url, method, headers }: AccessTokenRequest, rejected?: string): Promise<string | null> {
  if (token !== null && token !== rejected) return token;
  const response = await fetch(url, { method, headers });
  token = ((await response.json()) as { access_token: string }).access_token;
  return token;
}

const harness: ConformanceHarness = {
  config: () => ({
    baseUrl: variables.MPESA_BASE_URL,
    consumerKey: MPESA_CONSUMER_KEY,
    consumerSecret: MPESA_CONSUMER_SECRET,
    shortcode: variables.MPESA_SHORTCODE,
    passkey: MPESA_PASSKEY,
    initiatorName: variables.MPESA_INITIATOR_NAME,
    securityCredential: MPESA_SECURITY_CREDENTIAL,
  }),
  secrets: [
    MPESA_CONSUMER_KEY,
    MPESA_CONSUMER_SECRET,
    MPESA_PASSKEY,
    MPESA_SECURITY_CREDENTIAL,
    // Whoever knows an address for callbacks may speak there.
    ..."payment,refund,refund_timeout,status,status_timeout".split(",").map((purpose) => `/callbacks/${purpose}`),
  ],
  currency: "KES",
  amountMinor: 100_000,
  customers: {
    // Whether a prompt is answered is never known when it is sent.
    paysAtOnce: null,
    paysLater: customer("555"),
    declines: null,
    refuses: customer("051"),
  },
  async completePayment(handle) {
    const { prompts } = await darajaLedger({});
    const prompt = prompts.find(({ id }) => id === handle);
    await pressPhone(prompt?.phone ?? "", "approve");
  },
  // The answer to a reversal says that it was accepted, and nothing else; what became of it comes by callback.
  refundReasons: { completes: "late", stays: null, fails: null, refuses: null },
  books: {
    payments: async (reference) => (await ledgerOf(reference)).prompts.length,
    refunds: async (reference) => (await ledgerOf(reference)).reversals.length,
  },
  async strike(fault, reference) {
    const action = FAULT_ACTIONS[fault];
    await turnDarajaKnob("faults", [
      { match: { path: "/mpesa/stkpush/", reference: accountReferenceOf(reference as ShardId) }, times: 1, action },
      { match: { path: "/mpesa/reversal/" }, times: 1, action },
    ]);
  },
  async calm() {
    await turnDarajaKnob("faults", []);
  },
  // Nothing is signed, so nothing that comes by webhook is believed.
  webhooks: null,
  calls: { accessToken },
  // There is no search: only a callback names a prompt whose answer got lost.
  hearOf: async (payment) => ({ ...payment, handleCandidate: (await promptOf(payment)).id }),
  confirm: async (payment) => ({ ...payment, providerReceipt: (await promptOf(payment)).receipt }),
  heard: { handleCandidate: "handle-1", providerReceipt: RECEIPT },
};

describeProviderConformance(mpesa, harness);
