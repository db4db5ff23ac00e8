import type { Actor } from "../../domain/actor.ts";
import type { PaymentOutcome, RefundOutcome } from "../../domain/outcome.ts";
import type { Transaction } from "../../domain/payment/transaction.ts";
import type { Attempt, AttemptKind } from "../../domain/pursuit.ts";
import type { ReconcileMessage } from "../../domain/queue-messages.ts";
import type { Refund } from "../../domain/refund/refund.ts";
import { assertNever } from "../../lib/assert-never.ts";
import { createLogger } from "../../lib/logger.ts";
import type { SettleResult } from "../../objects/transaction-shard/payment-operations.ts";
import type { RefundSubject } from "../../objects/transaction-shard/refund-operations.ts";
import type { CallContext } from "../../providers/provider.ts";
import type { Gateway } from "../gateway.ts";
import type { ProviderAccount } from "../platform-accounts.ts";

/** How a settled attempt is to be recorded. */
export interface SettleOptions {
  /** Whether the outcome answers the merchant's own request, and so is what repeats of it get. */
  readonly isAnswer: boolean;
  readonly actor: Actor;
}

/**
 * Acts within the attempt a shard has granted, and settles. Never throws for what the provider does; an outcome that
 * cannot be brought to the shard goes to the reconcile queue instead, and the result is null.
 */
export async function performPaymentAttempt(
  gateway: Gateway,
  transaction: Transaction,
  options: SettleOptions,
): Promise<SettleResult<Transaction> | null> {
  const { attempt } = transaction.pursuit;
  if (attempt === null) throw new Error("an attempt must be granted before it is performed");
  const outcome = await act(gateway, transaction.accountId, attempt, (account, context) =>
    callAboutPayment(account, transaction, attempt.kind, context),
  );
  return settleOrQueue(
    gateway,
    () =>
      gateway.callShard(transaction.id, (shard) =>
        shard.settle(transaction.id, attempt.number, outcome, options.isAnswer, options.actor),
      ),
    { type: "outcome", subject: "payment", id: transaction.id, attemptNumber: attempt.number, outcome },
  );
}

/** The same for a refund. */
export async function performRefundAttempt(
  gateway: Gateway,
  subject: RefundSubject,
  options: SettleOptions,
): Promise<SettleResult<RefundSubject> | null> {
  const { transaction, refund } = subject;
  const { attempt } = refund.pursuit;
  if (attempt === null) throw new Error("an attempt must be granted before it is performed");
  const outcome = await act<RefundOutcome>(gateway, transaction.accountId, attempt, (account, context) =>
    callAboutRefund(account, transaction, refund, attempt.kind, context),
  );
  return settleOrQueue(
    gateway,
    () =>
      gateway.callShard(refund.id, (shard) =>
        shard.settleRefund(refund.id, attempt.number, outcome, options.isAnswer, options.actor),
      ),
    { type: "outcome", subject: "refund", id: refund.id, attemptNumber: attempt.number, outcome },
  );
}

function callAboutPayment(
  { provider }: ProviderAccount,
  transaction: Transaction,
  kind: AttemptKind,
  context: CallContext,
): Promise<PaymentOutcome> {
  switch (kind) {
    case "send":
      return provider.initializePayment(transaction, context);
    case "look":
      return provider.verifyPayment(transaction, context);
    case "cancel":
      // Without a way to cancel, asking is all that can be done.
      return provider.cancelPayment?.(transaction, context) ?? provider.verifyPayment(transaction, context);
    default:
      return assertNever(kind);
  }
}

function callAboutRefund(
  { provider }: ProviderAccount,
  transaction: Transaction,
  refund: Refund,
  kind: AttemptKind,
  context: CallContext,
): Promise<RefundOutcome> {
  return kind === "send"
    ? provider.refundPayment(transaction, refund, context)
    : provider.verifyRefund(transaction, refund, context);
}

async function act<Outcome>(
  gateway: Gateway,
  accountId: string,
  attempt: Attempt,
  call: (account: ProviderAccount, context: CallContext) => Promise<Outcome>,
): Promise<Outcome | { kind: "not_sent" | "unknown"; reason: string; exchange: null }> {
  const account = gateway.accounts.get(accountId);
  // The account may come back with the next deployment; until then nothing can be said of the payment.
  if (account === undefined) return { kind: "not_sent", reason: "account_not_configured", exchange: null };
  const context: CallContext = {
    fetch: gateway.fetch,
    clock: gateway.clock,
    deadline: attempt.endsAt,
    sendBefore: attempt.sendBefore,
    callbackUrl: `${gateway.config.publicUrl}/api/v1/webhooks/${account.definition.description.name}`,
  };
  try {
    return await call(account, context);
  } catch (error) {
    // A fault of an adapter, after which anything may have happened at the provider.
    createLogger().error("provider.adapter_failed", { provider: account.definition.description.name, error });
    return { kind: "unknown", reason: "adapter_failed", exchange: null };
  }
}

async function settleOrQueue<Result>(
  gateway: Gateway,
  settle: () => Promise<Result | null>,
  message: ReconcileMessage,
): Promise<Result | null> {
  try {
    return await settle();
  } catch (error) {
    createLogger().error("shard.settle_failed", { error });
    await gateway.bindings.RECONCILE_QUEUE.send(message);
    return null;
  }
}
