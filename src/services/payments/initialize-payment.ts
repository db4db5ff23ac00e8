import { newCallbackSecret } from "../../domain/callback-token.ts";
import { deriveTransactionId } from "../../domain/identifiers.ts";
import { renderTransactionInFull } from "../../domain/payment/render-transaction.ts";
import type { PaymentTerms, Transaction } from "../../domain/payment/transaction.ts";
import type { Background, Gateway } from "../gateway.ts";
import { actingMerchant, type Caller } from "../principal.ts";
import { answerRepeat, answerStarted, findRememberedAnswer } from "./answer-request.ts";
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
  const merchantId = actingMerchant(caller.principal);
  const id = deriveTransactionId(merchantId, "payment", identity.idempotencyKey);
  const selection = selectAccount(gateway, merchantId, request);
  const remembered = await findRememberedAnswer(gateway, id, identity, selection);
  if (remembered !== null) return remembered;
  const account = await selection;
  const { name, timings, capabilities } = account.definition.description;
  const terms: PaymentTerms = {
    ...request,
    ...identity,
    id,
    merchantId,
    provider: name,
    accountId: account.id,
    callbackSecret: newCallbackSecret(),
    timings,
    isCancellable: capabilities.cancel,
  };
  const owner = crypto.randomUUID();
  const begun = await gateway.callShard(id, (shard) => shard.begin(terms, owner, caller.actor));
  if (begun.kind !== "started") return answerRepeat(begun, render);
  const attempt = performPaymentAttempt(gateway, begun.subject, { isAnswer: true, actor: caller.actor });
  // Settled or not, the state a merchant may rely on without an outcome is "processing".
  const unknownBody = render({ ...begun.subject, status: "processing" });
  return answerStarted(gateway, id, identity, attempt, unknownBody, background);
}

function render(transaction: Transaction): string {
  return JSON.stringify(renderTransactionInFull(transaction));
}
