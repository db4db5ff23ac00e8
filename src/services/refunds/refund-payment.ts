import { deriveChildId } from "../../domain/identifiers.ts";
import { formatAmount, type MinorUnits } from "../../domain/money.ts";
import { isPaid } from "../../domain/payment/state-machine.ts";
import type { Transaction } from "../../domain/payment/transaction.ts";
import { Problem } from "../../domain/problem.ts";
import { renderRefund } from "../../domain/refund/render-refund.ts";
import { assertNever } from "../../lib/assert-never.ts";
import type { RefundSubject } from "../../objects/transaction-shard/refund-operations.ts";
import { findProvider } from "../../providers/registry.ts";
import type { Background, Gateway } from "../gateway.ts";
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
  const remembered = await gateway.idempotency.find(id);
  if (remembered?.fingerprint === identity.fingerprint) return { status: 201, body: remembered.body, isReplay: true };
  assertSupported(transaction, request);
  const terms = { ...request, ...identity, id };
  const owner = crypto.randomUUID();
  const begun = await gateway.callShard(id, (shard) => shard.beginRefund(transaction.id, terms, owner, caller.actor));
  switch (begun.kind) {
    case "started": {
      const work = act(gateway, caller, begun.subject, identity);
      background(work.then(({ remember }) => remember));
      return (await work).answer;
    }
    case "replay":
      return { status: 201, body: begun.body, isReplay: true };
    case "current":
      return {
        status: begun.isKnown ? 200 : 202,
        body: JSON.stringify(renderRefund(begun.subject.refund)),
        isReplay: true,
      };
    case "in_progress":
      throw new Problem("idempotency_in_progress", "The first request with this key has not been answered yet.", {
        retryAfterSeconds: begun.retryAfterSeconds,
      });
    case "reused":
      throw new Problem("idempotency_key_reused", "This key was used for a request with another body.");
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
      return assertNever(begun);
  }
}

function assertSupported(transaction: Transaction, request: RefundRequest): void {
  const description = findProvider(transaction.provider)?.description;
  if (!description?.capabilities.refund) {
    throw new Problem("not_supported_by_provider", `${description?.title ?? "The provider"} cannot refund.`);
  }
  const isPartial = request.amountMinor !== null && request.amountMinor < transaction.amountMinor;
  if (isPartial && isPaid(transaction.status) && !description.capabilities.partialRefund) {
    const message = `${description.title} refunds whole payments only.`;
    throw new Problem("not_supported_by_provider", message, { errors: [{ path: "amount", message }] });
  }
}

async function act(
  gateway: Gateway,
  caller: Caller,
  subject: RefundSubject,
  identity: RequestIdentity,
): Promise<{ answer: Answer; remember: Promise<void> }> {
  const settled = await performRefundAttempt(gateway, subject, { isAnswer: true, actor: caller.actor });
  if (settled === null || !settled.isKnown) {
    const body = settled?.body ?? JSON.stringify(renderRefund(subject.refund));
    return { answer: { status: 202, body, isReplay: false }, remember: Promise.resolve() };
  }
  const { fingerprint } = identity;
  const remember = gateway.idempotency.remember(subject.refund.id, { fingerprint, status: 201, body: settled.body });
  return { answer: { status: 201, body: settled.body, isReplay: false }, remember };
}
