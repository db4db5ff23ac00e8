import { newCallbackSecret } from "../../domain/callback-token.ts";
import { deriveTransactionId } from "../../domain/identifiers.ts";
import type { Payout, PayoutTerms } from "../../domain/payout/payout.ts";
import { renderPayout } from "../../domain/payout/render-payout.ts";
import { ownTrace } from "../../lib/trace.ts";
import type { Background, Gateway } from "../gateway.ts";
import { answerRepeat, answerStarted, findRememberedAnswer } from "../payments/answer-request.ts";
import type { Answer, RequestIdentity } from "../payments/payment-request.ts";
import { unlessBegun } from "../payments/unless-begun.ts";
import { actingMerchant, type Caller } from "../principal.ts";
import type { PayoutRequest } from "./payout-request.ts";
import { performPayoutAttempt } from "./perform-payout-attempt.ts";
import { selectPayoutAccount } from "./select-payout-account.ts";

/** Begins a payout, or answers a repeat. The same promises as for a payment: one key sends money at most once. */
export async function createPayout(
  gateway: Gateway,
  caller: Caller,
  request: PayoutRequest,
  identity: RequestIdentity,
  background: Background,
): Promise<Answer> {
  const merchantId = actingMerchant(caller.principal);
  const id = deriveTransactionId(merchantId, "payout", identity.idempotencyKey);
  const selection = selectPayoutAccount(gateway, merchantId, request);
  const remembered = await findRememberedAnswer(gateway, id, identity, selection);
  if (remembered !== null) return remembered;
  const owner = crypto.randomUUID();
  const begin = (terms: PayoutTerms) => gateway.callShard(id, (shard) => shard.beginPayout(terms, owner, caller.actor));
  const { selected: account, begun: known } = await unlessBegun(selection, () =>
    gateway.callShard(id, (shard) => shard.readPayout(id)),
  );
  if (account === null) {
    const repeated = await begin({ ...known.payout, ...identity });
    if (repeated.kind !== "started") return answerRepeat(repeated, render);
    throw new Error(`payout ${id} was begun and is begun again`);
  }
  const { name, timings, payoutTimings } = account.definition.description;
  const begun = await begin({
    ...request,
    ...identity,
    id,
    merchantId,
    provider: name,
    accountId: account.id,
    callbackSecret: newCallbackSecret(),
    ...ownTrace(),
    timings: payoutTimings ?? timings,
  });
  if (begun.kind !== "started") return answerRepeat(begun, render);
  const attempt = performPayoutAttempt(gateway, begun.subject, { isAnswer: true, actor: caller.actor });
  // Settled or not, the state a merchant may rely on without an outcome is "processing".
  const unknownBody = render({ ...begun.subject, status: "processing" });
  return answerStarted(gateway, id, identity, attempt, unknownBody, background);
}

function render(payout: Payout): string {
  return JSON.stringify(renderPayout(payout));
}
