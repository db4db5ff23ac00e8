import { newCallbackSecret } from "../../domain/callback-token.ts";
import { deriveTransactionId } from "../../domain/identifiers.ts";
import { renderTransactionInFull } from "../../domain/payment/render-transaction.ts";
import type { PaymentTerms, Transaction } from "../../domain/payment/transaction.ts";
import { SEND_LEASE_MS } from "../../domain/pursuit.ts";
import { ownTrace } from "../../lib/trace.ts";
import type { SettleResult } from "../../objects/transaction-shard/payment-operations.ts";
import type { Background, Gateway } from "../gateway.ts";
import { actingMerchant, type Caller } from "../principal.ts";
import { selectRoute } from "../routing/select-route.ts";
import { answerRepeat, answerStarted, findRememberedAnswer } from "./answer-request.ts";
import type { Answer, PaymentRequest, RequestIdentity } from "./payment-request.ts";
import { performPaymentAttempt } from "./perform-attempt.ts";
import { unlessBegun } from "./unless-begun.ts";

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
  const selection = selectRoute(gateway, merchantId, request, background);
  const remembered = await findRememberedAnswer(gateway, id, identity, selection);
  if (remembered !== null) return remembered;
  const owner = crypto.randomUUID();
  const begin = (terms: PaymentTerms) => gateway.callShard(id, (shard) => shard.begin(terms, owner, caller.actor));
  const { selected, begun: known } = await unlessBegun(selection, () =>
    gateway.callShard(id, (shard) => shard.read(id)),
  );
  if (selected === null) {
    const repeated = await begin({ ...known.transaction, ...identity });
    if (repeated.kind !== "started") return answerRepeat(repeated, render);
    throw new Error(`payment ${id} was begun and is begun again`);
  }
  const [first, ...alternatives] = selected;
  const begun = await begin({
    ...request,
    ...identity,
    ...first,
    id,
    merchantId,
    callbackSecret: newCallbackSecret(),
    ...ownTrace(),
    ...(alternatives.length === 0 ? {} : { alternatives }),
  });
  if (begun.kind !== "started") return answerRepeat(begun, render);
  let subject = begun.subject;
  const onMoved = (moved: Transaction) => {
    subject = moved;
  };
  const attempt = performPaymentAttempt(gateway, subject, { isAnswer: true, actor: caller.actor, onMoved });
  // Settled or not, the state a merchant may rely on without an outcome is "processing".
  const unknownBody = () => render({ ...subject, status: "processing" });
  if (alternatives.length === 0) return answerStarted(gateway, id, identity, attempt, unknownBody(), background);
  background(attempt);
  const inTime = withinMerchantsWait(attempt, () => ({ subject, isKnown: false, body: unknownBody() }));
  return answerStarted(gateway, id, identity, inTime, unknownBody(), background);
}

/** Several providers one after the other may take longer than a merchant waits; they go on without an answer then. */
async function withinMerchantsWait(
  attempt: Promise<SettleResult<Transaction> | null>,
  unknown: () => SettleResult<Transaction>,
): Promise<SettleResult<Transaction> | null> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const over = new Promise<SettleResult<Transaction>>((resolve) => {
    timer = setTimeout(() => resolve(unknown()), SEND_LEASE_MS);
  });
  return Promise.race([attempt, over]).finally(() => clearTimeout(timer));
}

function render(transaction: Transaction): string {
  return JSON.stringify(renderTransactionInFull(transaction));
}
