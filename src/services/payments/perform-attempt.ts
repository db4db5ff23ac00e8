import type { Actor } from "../../domain/actor.ts";
import type { PaymentOutcome, RefundOutcome } from "../../domain/outcome.ts";
import { findOpenCommand } from "../../domain/payment/open-command.ts";
import type { Transaction } from "../../domain/payment/transaction.ts";
import type { AttemptKind, NextSender } from "../../domain/pursuit.ts";
import type { Refund } from "../../domain/refund/refund.ts";
import { assertNever } from "../../lib/assert-never.ts";
import type { CommandSubject } from "../../objects/transaction-shard/command-operations.ts";
import type { SettleResult } from "../../objects/transaction-shard/payment-operations.ts";
import type { RefundSubject } from "../../objects/transaction-shard/refund-operations.ts";
import type { CallContext } from "../../providers/provider.ts";
import type { ProviderAccount } from "../accounts/provider-account.ts";
import { claimReceiptOfOutcome } from "../callbacks/claim-receipt.ts";
import type { Gateway } from "../gateway.ts";
import { actWithinAttempt, settleOrQueue } from "./act-within-attempt.ts";

/** How a settled attempt is to be recorded. */
export interface SettleOptions {
  /** Whether the outcome answers the merchant's own request, and so is what repeats of it get. */
  readonly isAnswer: boolean;
  readonly actor: Actor;
  /** Told when the payment has moved to another provider and is about to be sent there. */
  readonly onMoved?: (transaction: Transaction) => void;
}

/** All provider work of one request, fail-over included: the platform ends it 30 s after the caller has gone. */
const PROVIDER_BUDGET_MS = 20_000;

/**
 * Acts within the attempt a shard has granted, and settles; a payment that moves to another provider then is sent there
 * too, as long as the budget lasts. Never throws for what the provider does; an outcome that cannot be brought to the
 * shard goes to the reconcile queue instead, and the result is null.
 */
export async function performPaymentAttempt(
  gateway: Gateway,
  transaction: Transaction,
  options: SettleOptions,
): Promise<SettleResult<Transaction> | null> {
  const sender: NextSender = { owner: crypto.randomUUID(), until: gateway.clock() + PROVIDER_BUDGET_MS };
  let result = await performOnce(gateway, transaction, options, sender);
  for (let before = transaction; isGoingOn(result, before, sender); ) {
    before = result.subject;
    options.onMoved?.(before);
    result = await performOnce(gateway, before, options, sender);
  }
  return result;
}

/** Whether settling has opened an attempt at another provider for whoever has just settled. */
function isGoingOn(
  result: SettleResult<Transaction> | null,
  before: Transaction,
  { owner }: NextSender,
): result is SettleResult<Transaction> {
  const { attempt = null } = result?.subject.pursuit ?? {};
  return attempt !== null && attempt.owner === owner && attempt.number > (before.pursuit.attempt?.number ?? 0);
}

async function performOnce(
  gateway: Gateway,
  transaction: Transaction,
  options: SettleOptions,
  sender: NextSender,
): Promise<SettleResult<Transaction> | null> {
  const { attempt } = transaction.pursuit;
  if (attempt === null) throw new Error("an attempt must be granted before it is performed");
  const heard = await actWithinAttempt<PaymentOutcome>(gateway, transaction, attempt, (account, context) =>
    callAboutPayment(account, transaction, attempt.kind, context),
  );
  const outcome = await claimReceiptOfOutcome(gateway, transaction, heard);
  return settleOrQueue(
    gateway,
    () =>
      gateway.callShard(transaction.id, (shard) =>
        shard.settle(transaction.id, attempt.number, outcome, options.isAnswer, options.actor, sender),
      ),
    { type: "outcome", subject: "payment", id: transaction.id, attemptNumber: attempt.number, outcome },
  );
}

/** The same for a capture or void; an outcome that cannot be brought home is looked for like any other. */
export async function performCommandAttempt(
  gateway: Gateway,
  { transaction, command }: CommandSubject,
  actor: Actor,
): Promise<SettleResult<CommandSubject> | null> {
  const { attempt } = transaction.pursuit;
  if (attempt === null) throw new Error("an attempt must be granted before it is performed");
  const outcome = await actWithinAttempt<PaymentOutcome>(gateway, transaction, attempt, (account, context) =>
    callAboutPayment(account, transaction, attempt.kind, context),
  );
  return settleOrQueue(
    gateway,
    () =>
      gateway.callShard(transaction.id, (shard) =>
        shard.settleCommand(transaction.id, command.id, attempt.number, outcome, actor),
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
  const { accountId, callbackSecret } = transaction;
  const subjectOfCall = { id: refund.id, accountId, callbackSecret };
  const outcome = await actWithinAttempt<RefundOutcome>(gateway, subjectOfCall, attempt, (account, context) =>
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
    case "capture": {
      const command = findOpenCommand(transaction);
      if (command === null) return provider.verifyPayment(transaction, context);
      return (
        provider.capturePayment?.(transaction, command.amountMinor, context) ??
        provider.verifyPayment(transaction, context)
      );
    }
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
