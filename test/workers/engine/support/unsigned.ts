import { createExecutionContext, env, waitOnExecutionContext } from "cloudflare:test";
import { createApp } from "../../../../src/app.ts";
import { type CallbackPurpose, mintCallbackToken } from "../../../../src/domain/callback-token.ts";
import { deriveDetachedId, type ShardId } from "../../../../src/domain/identifiers.ts";
import type { ProviderEvent } from "../../../../src/domain/inbox/provider-event.ts";
import type { PaymentOutcome, ReportedDeposit, ReportedPayment } from "../../../../src/domain/outcome.ts";
import type { Transaction } from "../../../../src/domain/payment/transaction.ts";
import { cpay } from "../../../../src/providers/cpay/index.ts";
import type { CallbackSubject, PaymentProvider, ProviderDefinition } from "../../../../src/providers/provider.ts";
import type { PlatformAccounts } from "../../../../src/services/accounts/platform-accounts.ts";
import type { ProviderAccount } from "../../../../src/services/accounts/provider-account.ts";
import { gatewayOf } from "../../../../src/services/gateway.ts";
import { directoryOf } from "../../../support/account-directory.ts";
import { type ApiAnswer, paymentBody } from "../../../support/gateway.ts";
import { queryShard } from "../../../support/shards.ts";
import { newMerchant } from "./payments.ts";

/** What keeps this provider's receipts apart from others'. */
export const SCOPE = "174379";
const NOTICE_SECRET = "a".repeat(64);
const SECOND_MS = 1_000;
const DAY_MS = 86_400 * SECOND_MS;

/** A callback as this provider posts it. Nobody has signed it. */
export interface UnsignedBody {
  readonly kind: "hint" | "answer" | "stray" | "deposit";
  readonly receipt?: string;
  readonly status?: ReportedPayment["status"];
  readonly amountMinor?: number;
  readonly about?: string;
}

/**
 * A gateway whose provider signs nothing and has no idempotency keys, as M-Pesa: prompts are accepted at once, looks
 * answer what `answer` says, and everything else comes to the addresses it was given.
 */
export function unsignedGateway(options: { allowedAddresses?: readonly string[]; answer?: PaymentOutcome } = {}) {
  const addresses = new Map<string, string[]>();
  const looks: string[] = [];
  const sends: string[] = [];
  const state = { answer: options.answer ?? reported("pending"), onSend: () => Promise.resolve() };
  const remember = (id: string, address: string) => addresses.set(id, [...(addresses.get(id) ?? []), address]);
  const provider: PaymentProvider = {
    async initializePayment(transaction, context) {
      sends.push(transaction.id);
      remember(transaction.id, context.callbackAddress("payment"));
      await state.onSend();
      return { ...reported("pending"), providerTransactionId: handleOf(transaction.id) };
    },
    verifyPayment(transaction, context) {
      looks.push(transaction.id);
      remember(transaction.id, context.callbackAddress("status"));
      return Promise.resolve(answerFor(transaction, state.answer));
    },
    refundPayment: () => Promise.resolve({ kind: "unknown", reason: "asked", exchange: null }),
    verifyRefund: () => Promise.resolve({ kind: "unknown", reason: "asked", exchange: null }),
    verifyWebhook: () => ({ verified: false, why: "bad_signature" }),
    handleWebhook: () => null,
    findNudgedHandle: (body) => (body as { handle?: string }).handle ?? null,
    handleCallback: (subject, body) => translate(subject, body as UnsignedBody),
    handleNotice: (_, body) => notice(body as UnsignedBody),
    noticeSecret: NOTICE_SECRET,
    callbackBaseUrl: "https://callbacks.test/",
    allowedAddresses: options.allowedAddresses ?? [],
  };
  const changed = { ...env };
  const account: ProviderAccount = { id: `test:${crypto.randomUUID()}`, definition: DEFINITION, provider };
  const accounts: PlatformAccounts = new Map([
    ["platform:cpay", account],
    [account.id, account],
  ]);
  Object.assign(gatewayOf(changed), { accounts: directoryOf(accounts) });
  const app = createApp();

  const ask = async (
    path: string,
    rawBody: string,
    headers: Record<string, string> = {},
  ): Promise<ApiAnswer & { settle: () => Promise<void> }> => {
    const context = createExecutionContext();
    const init = { method: "POST", headers: { "content-type": "application/json", ...headers }, body: rawBody };
    const response = await app.fetch(new Request(`http://gateway.test.invalid${path}`, init), changed, context);
    const text = await response.text();
    const body = response.headers.get("content-type")?.includes("json") ? JSON.parse(text) : null;
    return {
      status: response.status,
      headers: response.headers,
      text,
      body,
      settle: () => waitOnExecutionContext(context),
    };
  };

  return {
    gateway: gatewayOf(changed),
    account,
    state,
    looks,
    sends,
    ask,
    /** The path of the newest address that was given out for something. */
    addressOf: (id: string) => new URL(addresses.get(id)?.at(-1) ?? "").pathname,
    /** The path of an account's own address. */
    noticeAddress: (purpose: CallbackPurpose) =>
      `/api/v1/callbacks/${mintCallbackToken(deriveDetachedId("account", account.id), NOTICE_SECRET, purpose, 1)}`,
    /** Posts a callback and waits until everything it has set off is done. */
    async post(path: string, body: UnsignedBody, headers: Record<string, string> = {}) {
      const answer = await ask(path, JSON.stringify(body), headers);
      await answer.settle();
      return answer;
    },
    /** A payment that waits for its customer. */
    async prompt() {
      const merchant = await newMerchant();
      const headers = { authorization: `Bearer ${merchant.token}`, "idempotency-key": crypto.randomUUID() };
      const made = await ask("/api/v1/payments/initialize", JSON.stringify(paymentBody()), headers);
      return { ...merchant, made, id: String(made.body.id) };
    },
  };
}

/** The provider's id of a payment of ours. */
export function handleOf(id: string): string {
  return `ws_CO_${id}`;
}

/** The record of a payment, past all doors. */
export async function recordOf(id: string): Promise<Transaction> {
  const [row] = await queryShard(id, "SELECT doc FROM transactions WHERE id = ?", id);
  return JSON.parse(String(row?.doc)) as Transaction;
}

const DEFINITION: ProviderDefinition = {
  ...cpay,
  description: {
    ...cpay.description,
    capabilities: { ...cpay.description.capabilities, cancel: false, deposits: true },
    timings: {
      firstLookMs: 60 * SECOND_MS,
      settlingMs: 120 * SECOND_MS,
      keyLifetimeMs: 0,
      presumedDeadMs: DAY_MS,
      settlementWindowMs: 7 * DAY_MS,
      checkoutLifetimeMs: DAY_MS,
    },
  },
};

/** A statement about a payment of 1000.00 KES. */
export function reported(status: ReportedPayment["status"], changes: Partial<ReportedPayment> = {}): PaymentOutcome {
  return {
    kind: "reported",
    status,
    providerTransactionId: null,
    amountMinor: null,
    currency: null,
    reference: null,
    failure: null,
    nextAction: null,
    exchange: null,
    ...changes,
  };
}

function answerFor({ status, receiptCandidate }: Transaction, answer: PaymentOutcome): PaymentOutcome {
  // A receipt is confirmed by a question whose answer comes to an address of its own.
  const isAsking = status === "completed" && receiptCandidate !== null;
  return isAsking ? { kind: "unknown", reason: "asked", exchange: null } : answer;
}

function translate(subject: CallbackSubject, body: UnsignedBody): ProviderEvent | null {
  const { receipt = null, status = "completed", amountMinor = 100_000, about } = body;
  const reference = about ?? subject.id;
  switch (body.kind) {
    case "hint":
      return { id: `hint:${subject.id}:${receipt}`, type: "hint", subject: { kind: "hint", reference, receipt } };
    case "answer": {
      const { exchange, ...told } = reported(status, { amountMinor, receipt }) as ReportedPayment & { exchange: null };
      return {
        id: `answer:${subject.id}:${receipt}:${status}`,
        type: "answer",
        subject: { kind: "payment", reference, reported: told },
        ...(receipt === null ? {} : { claim: { scope: SCOPE, receipt } }),
      };
    }
    case "stray":
      throw new TypeError("this adapter trips over it");
    default:
      return null;
  }
}

function notice({ kind, receipt = "", amountMinor = 0 }: UnsignedBody): ProviderEvent | null {
  if (kind !== "deposit") return null;
  const nobody = { accountReference: null, payerName: null, payerPhone: null, paidAt: null };
  const deposit: ReportedDeposit = { receipt, scope: SCOPE, amountMinor, currency: "KES", ...nobody };
  return { id: `deposit:${receipt}`, type: "deposit", subject: { kind: "deposit", certainty: "told", deposit } };
}

/** An id that lives where a receipt's claim lives. */
export function receiptId(receipt: string): ShardId {
  return deriveDetachedId("receipt", SCOPE, receipt);
}
