import { deriveTransactionId } from "../../domain/identifiers.ts";
import { renderTransactionInFull } from "../../domain/payment/render-transaction.ts";
import type { PaymentTerms, Transaction } from "../../domain/payment/transaction.ts";
import { Problem } from "../../domain/problem.ts";
import { assertNever } from "../../lib/assert-never.ts";
import type { Background, Gateway } from "../gateway.ts";
import { actingMerchant, type Caller } from "../principal.ts";
import type { Answer, PaymentRequest, RequestIdentity } from "./payment-request.ts";
import { performPaymentAttempt } from "./perform-attempt.ts";
import { selectAccount } from "./select-account.ts";

/**
 * Begins a payment, or answers a repeat. Intent is durable before the provider is called; act and settle are one
 * promise that lives on when the merchant hangs up; an outcome nobody knows is answered 202 and looked for afterwards.
 */
export async function initializePayment(
  gateway: Gateway,
  caller: Caller,
  request: PaymentRequest,
  identity: RequestIdentity,
  background: Background,
): Promise<Answer> {
  const account = selectAccount(gateway, request);
  const merchantId = actingMerchant(caller.principal);
  const id = deriveTransactionId(merchantId, "payment", identity.idempotencyKey);
  const remembered = await gateway.idempotency.find(id);
  // Redis alone can only repeat; a difference, like everything else, is for the shard to judge.
  if (remembered?.fingerprint === identity.fingerprint) {
    return { status: 201, body: remembered.body, isReplay: true };
  }
  const { name, timings } = account.definition.description;
  const terms: PaymentTerms = {
    ...request,
    ...identity,
    id,
    merchantId,
    provider: name,
    accountId: account.id,
    timings,
  };
  const owner = crypto.randomUUID();
  const begun = await gateway.callShard(id, (shard) => shard.begin(terms, owner, caller.actor));
  switch (begun.kind) {
    case "started": {
      const work = act(gateway, caller, begun.subject, identity);
      background(work.then(({ remember }) => remember));
      return (await work).answer;
    }
    case "replay":
      return { status: 201, body: begun.body, isReplay: true };
    case "current":
      return { status: begun.isKnown ? 200 : 202, body: render(begun.subject), isReplay: true };
    case "in_progress":
      throw new Problem("idempotency_in_progress", "The first request with this key has not been answered yet.", {
        retryAfterSeconds: begun.retryAfterSeconds,
      });
    case "reused":
      throw new Problem("idempotency_key_reused", "This key was used for a request with another body.");
    default:
      return assertNever(begun);
  }
}

async function act(
  gateway: Gateway,
  caller: Caller,
  transaction: Transaction,
  identity: RequestIdentity,
): Promise<{ answer: Answer; remember: Promise<void> }> {
  const settled = await performPaymentAttempt(gateway, transaction, { isAnswer: true, actor: caller.actor });
  if (settled === null || !settled.isKnown) {
    // Not settled, or settled as unknown: either way the state a merchant may rely on is "processing".
    const body = settled?.body ?? render({ ...transaction, status: "processing" });
    return { answer: { status: 202, body, isReplay: false }, remember: Promise.resolve() };
  }
  const { fingerprint } = identity;
  const remember = gateway.idempotency.remember(transaction.id, { fingerprint, status: 201, body: settled.body });
  return { answer: { status: 201, body: settled.body, isReplay: false }, remember };
}

function render(transaction: Transaction): string {
  return JSON.stringify(renderTransactionInFull(transaction));
}
