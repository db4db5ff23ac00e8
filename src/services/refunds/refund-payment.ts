import { deriveChildId } from "../../domain/identifiers.ts";
import { formatAmount, type MinorUnits } from "../../domain/money.ts";
import { isPaid } from "../../domain/payment/state-machine.ts";
import type { Transaction } from "../../domain/payment/transaction.ts";
import { Problem } from "../../domain/problem.ts";
import { paidMinor } from "../../domain/refund/refund-balance.ts";
import { renderRefund } from "../../domain/refund/render-refund.ts";
import type { RefundSubject } from "../../objects/transaction-shard/refund-operations.ts";
import { findProvider } from "../../providers/registry.ts";
import type { Background, Gateway } from "../gateway.ts";
import { answerRepeat, answerStarted, findRememberedAnswer } from "../payments/answer-request.ts";
import type { Answer, RequestIdentity } from "../payments/payment-request.ts";
import { performRefundAttempt } from "../payments/perform-attempt.ts";
import { type Caller, notFound } from "../principal.ts";

/** What a merchant asks for; no amount means all that is left. */
export interface RefundRequest {
  readonly amountMinor: MinorUnits | null;
  readonly reason: string | null;
}

/** Begins a refund of a payment the caller may see, or answers a repeat. The same promises as for a payment. */
export async function refundPayment(
  gateway: Gateway,
  caller: Caller,
  transaction: Transaction,
  request: RefundRequest,
  identity: RequestIdentity,
  background: Background,
): Promise<Answer> {
  const id = deriveChildId(transaction.id, "refund", identity.idempotencyKey);
  const remembered = await findRememberedAnswer(gateway, id, identity);
  if (remembered !== null) return remembered;
  await assertSupported(gateway, transaction, request);
  const terms = { ...request, ...identity, id };
  const owner = crypto.randomUUID();
  const begun = await gateway.callShard(id, (shard) => shard.beginRefund(transaction.id, terms, owner, caller.actor));
  switch (begun.kind) {
    case "started": {
      const attempt = performRefundAttempt(gateway, begun.subject, { isAnswer: true, actor: caller.actor });
      return answerStarted(gateway, id, identity, attempt, render(begun.subject), background);
    }
    case "not_found":
      throw notFound("payment");
    case "not_paid":
      throw new Problem("invalid_state", `Only a completed payment can be refunded; this one is ${begun.status}.`);
    case "exceeds_balance": {
      const left = `${formatAmount(begun.refundableMinor, begun.currency)} ${begun.currency}`;
      const message = `At most ${left} can be refunded.`;
      throw new Problem("refund_exceeds_balance", message, { errors: [{ path: "amount", message }] });
    }
    default:
      return answerRepeat(begun, render);
  }
}

function render({ refund }: RefundSubject): string {
  return JSON.stringify(renderRefund(refund));
}

async function assertSupported(gateway: Gateway, transaction: Transaction, request: RefundRequest): Promise<void> {
  const description = findProvider(transaction.provider)?.description;
  if (!description?.capabilities.refund) {
    throw new Problem("not_supported_by_provider", `${description?.title ?? "The provider"} cannot refund.`);
  }
  const isPartial = request.amountMinor !== null && request.amountMinor < paidMinor(transaction);
  if (isPartial && isPaid(transaction.status) && !description.capabilities.partialRefund) {
    const message = `${description.title} refunds whole payments only.`;
    throw new Problem("not_supported_by_provider", message, { errors: [{ path: "amount", message }] });
  }
  const amountMinor = request.amountMinor ?? paidMinor(transaction);
  const { account } = await gateway.accounts.find(transaction.accountId);
  const refusal = account?.provider.refuseRefund?.(transaction, amountMinor) ?? null;
  const reason = isPaid(transaction.status) ? refusal : null;
  if (reason !== null) {
    throw new Problem("not_supported_by_provider", reason, { errors: [{ path: "amount", message: reason }] });
  }
}
