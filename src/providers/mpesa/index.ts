import { createHash } from "node:crypto";
import { isPaid } from "../../domain/payment/state-machine.ts";
import { defineProvider, type PaymentProvider, type Refusal, type RequestedTerms } from "../provider.ts";
import { acknowledge, findNudgedHandle, toCallbackEvent, toNoticeEvent } from "./callbacks.ts";
import { type MpesaConfig, mpesaConfigSchema } from "./config.ts";
import { createDarajaClient, tokenRequestOf } from "./daraja-client.ts";
import { askAboutDeposit, registerAddresses } from "./deposits.ts";
import { createInitiator } from "./initiator.ts";
import { BY_HAND, BY_PROMPT, initializePayment, verifyPayment } from "./payments.ts";
import { askAboutPayout, sendPayout } from "./payouts.ts";
import { normalizePhone } from "./phone.ts";
import { askAboutReversal, requestReversal } from "./reversals.ts";
import { isWholeShillings, KES } from "./shillings.ts";

const SECOND_MS = 1_000;
const DAY_MS = 86_400 * SECOND_MS;

/** Daraja's limits of a payment and of a payout, in cents: KES 1 to 250,000, and from KES 10. */
const MAX_AMOUNT_MINOR = 25_000_000;
const MIN_PAYMENT_MINOR = 100;
const MIN_PAYOUT_MINOR = 1_000;

const TIMINGS = {
  // Daraja's spike arrest punishes those who ask early, and a person needs time to type a PIN.
  firstLookMs: 15 * SECOND_MS,
  settlingMs: 120 * SECOND_MS,
  // There is no idempotency of any kind: nothing that may have been taken is ever sent again.
  keyLifetimeMs: 0,
  // A prompt lives about a minute and its callback comes once: what has told nothing by now will hardly tell by itself.
  presumedDeadMs: 600 * SECOND_MS,
  settlementWindowMs: 7 * DAY_MS,
  checkoutLifetimeMs: DAY_MS,
};

/** M-Pesa by Safaricom's Daraja: prompts on phones, payments made by hand, payouts and reversals. */
export const mpesa = defineProvider<MpesaConfig>({
  description: {
    name: "mpesa",
    title: "M-Pesa",
    aliases: [],
    currencies: [KES],
    methods: [BY_PROMPT, BY_HAND],
    capabilities: {
      refund: true,
      partialRefund: false,
      cancel: false,
      manualCapture: false,
      payout: true,
      deposits: true,
    },
    limits: { minAmountMinor: MIN_PAYMENT_MINOR, maxAmountMinor: MAX_AMOUNT_MINOR },
    payoutLimits: { minAmountMinor: MIN_PAYOUT_MINOR, maxAmountMinor: MAX_AMOUNT_MINOR },
    requiredCustomer: ["phone"],
    timings: TIMINGS,
    // A payout's id is taken once: sent again, it says that the first was taken.
    payoutTimings: { ...TIMINGS, keyLifetimeMs: DAY_MS, presumedDeadMs: DAY_MS },
  },
  environment: {
    baseUrl: "MPESA_BASE_URL",
    consumerKey: "MPESA_CONSUMER_KEY",
    consumerSecret: "MPESA_CONSUMER_SECRET",
    shortcode: "MPESA_SHORTCODE",
    passkey: "MPESA_PASSKEY",
    shortcodeType: "MPESA_SHORTCODE_TYPE",
    tillNumber: "MPESA_TILL_NUMBER",
    callbackUrl: "MPESA_CALLBACK_URL",
    initiatorName: "MPESA_INITIATOR_NAME",
    securityCredential: "MPESA_SECURITY_CREDENTIAL",
    initiatorPassword: "MPESA_INITIATOR_PASSWORD",
    certificate: "MPESA_CERTIFICATE",
    allowedIps: "MPESA_ALLOWED_IPS",
    ownerMerchantId: "MPESA_OWNER_MERCHANT_ID",
  },
  accountMembers: {
    api_key: { member: "consumerKey", kind: "secret" },
    api_secret: { member: "consumerSecret", kind: "secret" },
    "config.base_url": { member: "baseUrl", kind: "address", isShared: true },
    "config.shortcode": { member: "shortcode", kind: "plain" },
    "config.passkey": { member: "passkey", kind: "secret" },
    "config.shortcode_type": { member: "shortcodeType", kind: "plain" },
    "config.till_number": { member: "tillNumber", kind: "plain" },
    "config.callback_url": { member: "callbackUrl", kind: "callback", isShared: true },
    "config.initiator_name": { member: "initiatorName", kind: "plain" },
    "config.security_credential": { member: "securityCredential", kind: "secret" },
    "config.initiator_password": { member: "initiatorPassword", kind: "secret" },
    // Safaricom's own, for everybody.
    "config.certificate": { member: "certificate", kind: "plain", isShared: true },
    "config.allowed_ips": { member: "allowedIps", kind: "plain", isShared: true },
    // What is paid into a merchant's account is the merchant's.
    "config.owner_merchant_id": { member: "ownerMerchantId", kind: "plain", isPlatformOnly: true },
  },
  configSchema: mpesaConfigSchema,
  create: createMpesa,
  refuse: refuseTerms,
  refusePayout: ({ amountMinor, recipient }) => {
    if (!isWholeShillings(amountMinor)) return refuse("not_supported_by_provider", "amount", WHOLE_SHILLINGS);
    return findPhoneFault("recipient.phone", recipient.phone);
  },
});

function createMpesa(config: MpesaConfig): PaymentProvider {
  const account = { config, post: createDarajaClient(config), initiator: createInitiator(config) };
  return {
    initializePayment: (transaction, context) => initializePayment(account, transaction, context),
    verifyPayment: (transaction, context) => verifyPayment(account, transaction, context),
    refundPayment: (transaction, refund, context) => requestReversal(account, transaction, refund, context),
    verifyRefund: (_transaction, refund, context) => askAboutReversal(account, refund, context),
    refuseRefund(transaction) {
      if (config.initiatorName === undefined)
        return "This M-Pesa account has no initiator, and cannot reverse payments.";
      if (isPaid(transaction.status) && transaction.providerReceipt === null) {
        return "M-Pesa reverses by receipt, and has not confirmed this payment's yet.";
      }
      return null;
    },
    sendPayout: (payout, context) => sendPayout(account, payout, context),
    verifyPayout: (payout, context) => askAboutPayout(account, payout, context),
    refusePayouts: () =>
      config.initiatorName === undefined ? "This M-Pesa account has no initiator, and cannot pay out." : null,
    verifyDeposit: (deposit, context) => askAboutDeposit(account, deposit, context),
    registerDepositAddresses: (context) => registerAddresses(account, context),
    async testConnection(context) {
      // Daraja has no other harmless question; a token that is still good counts, since a fresh one would end it.
      const token = await context.accessToken(tokenRequestOf(config));
      return token === null ? { kind: "unreachable", reason: "no_access_token" } : { kind: "ok" };
    },
    // Daraja signs nothing: what comes without an unguessable address proves nothing.
    verifyWebhook: () => ({ verified: false, why: "bad_signature" }),
    handleWebhook: () => null,
    handleCallback: (subject, body) => toCallbackEvent(config, subject, body),
    findNudgedHandle,
    handleNotice: (purpose, body) => toNoticeEvent(config, purpose, body),
    acknowledgeCallback: acknowledge,
    // Addresses can be registered once in production, so they hang on what changes least.
    noticeSecret: createHash("sha256").update(`notices:${config.shortcode}:${config.passkey}`).digest("hex"),
    ...(config.callbackUrl === undefined ? {} : { callbackBaseUrl: config.callbackUrl }),
    allowedAddresses: (config.allowedIps ?? "").split(/[\s,]+/).filter((address) => address !== ""),
    ...(config.ownerMerchantId === undefined ? {} : { ownerMerchantId: config.ownerMerchantId }),
  };
}

const WHOLE_SHILLINGS = "M-Pesa takes whole shillings only.";

function refuseTerms(terms: RequestedTerms): Refusal | null {
  const { providerOptions, amountMinor, customer } = terms;
  const [stray] = Object.keys(providerOptions);
  if (stray !== undefined) return refuse("validation_failed", `provider_options.${stray}`, "M-Pesa has no options.");
  if (!isWholeShillings(amountMinor)) return refuse("not_supported_by_provider", "amount", WHOLE_SHILLINGS);
  return findPhoneFault("customer.phone", customer.phone);
}

function findPhoneFault(path: string, phone: string | null): Refusal | null {
  if (phone !== null && normalizePhone(phone) !== null) return null;
  return refuse("validation_failed", path, "Give a Kenyan mobile number such as +254712345678.");
}

function refuse(code: Refusal["code"], path: string, message: string): Refusal {
  return { code, path, message };
}
