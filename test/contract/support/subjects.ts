import { deriveChildId, deriveTransactionId } from "../../../src/domain/identifiers.ts";
import type { MinorUnits } from "../../../src/domain/money.ts";
import type { PaymentOutcome, RefundOutcome } from "../../../src/domain/outcome.ts";
import { beginPayment } from "../../../src/domain/payment/begin-payment.ts";
import { settlePayment } from "../../../src/domain/payment/settle-payment.ts";
import type { Customer, Transaction } from "../../../src/domain/payment/transaction.ts";
import { beginRefund } from "../../../src/domain/refund/begin-refund.ts";
import type { Refund } from "../../../src/domain/refund/refund.ts";
import type { CallContext, ProviderDefinition } from "../../../src/providers/provider.ts";
import type { ConformanceHarness } from "./harness.ts";

/** A payment that has just begun, for the provider under test. */
export function newPayment(
  definition: ProviderDefinition,
  harness: ConformanceHarness,
  customer: Customer,
): Transaction {
  const key = crypto.randomUUID();
  const { name, timings } = definition.description;
  const terms = {
    id: deriveTransactionId("conformance", "payment", key),
    merchantId: "conformance",
    idempotencyKey: key,
    fingerprint: "0".repeat(64),
    provider: name,
    accountId: `platform:${name}`,
    amountMinor: harness.amountMinor as MinorUnits,
    currency: harness.currency,
    reference: "order-1",
    customer,
    paymentMethod: null,
    description: "A conformance payment",
    metadata: {},
    providerOptions: {},
    returnUrl: "https://shop.example/return",
    capture: "automatic" as const,
    callbackSecret: "0".repeat(32),
    timings,
    ...harness.terms,
  };
  return beginPayment(terms, "conformance", Date.now()).transaction;
}

/** The payment as the gateway knows it after an outcome. */
export function settled(transaction: Transaction, outcome: PaymentOutcome): Transaction {
  return settlePayment(transaction, transaction.pursuit.attempts, outcome, Date.now()).transaction;
}

/** A refund of a paid payment that has just begun. */
export function newRefund(transaction: Transaction, amountMinor: number | null, reason: string): Refund {
  const key = crypto.randomUUID();
  const terms = {
    id: deriveChildId(transaction.id, "refund", key),
    idempotencyKey: key,
    fingerprint: "0".repeat(64),
    amountMinor: amountMinor as MinorUnits | null,
    reason,
  };
  const start = beginRefund(transaction, [], terms, "conformance", Date.now());
  if (!start.started) throw new Error(`the refund was refused: ${start.why}`);
  return start.refund;
}

/** What a call runs with, unless told otherwise: the real network, a real clock, plenty of time. */
export function context(changes: Partial<CallContext> = {}): CallContext {
  const now = Date.now();
  return {
    fetch: (input, init) => fetch(input, init),
    clock: Date.now,
    deadline: now + 5_000,
    sendBefore: now + 2_000,
    callbackUrl: "http://gateway.test.invalid/api/v1/webhooks/conformance",
    callbackAddress: (purpose) => `http://gateway.test.invalid/api/v1/callbacks/${purpose}`,
    accessToken: () => Promise.resolve(null),
    ...changes,
  };
}

/** A network that answers everything with one response, and counts what was asked of it. */
export function answering(respond: (signal: AbortSignal | null | undefined) => Promise<Response>) {
  let calls = 0;
  const fake: typeof fetch = (_input, init) => {
    calls += 1;
    return respond(init?.signal);
  };
  return { fetch: fake, count: () => calls };
}

/** The kinds an outcome may have; anything else is a fault of the adapter. */
export const OUTCOME_KINDS: readonly (PaymentOutcome | RefundOutcome)["kind"][] = [
  "reported",
  "absent",
  "unknown",
  "not_sent",
];
