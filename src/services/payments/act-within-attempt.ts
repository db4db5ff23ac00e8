import type { ShardId } from "../../domain/identifiers.ts";
import type { PaymentOutcome, PayoutOutcome, RefundOutcome } from "../../domain/outcome.ts";
import { judgeCall } from "../../domain/provider-health/judge-call.ts";
import type { Attempt } from "../../domain/pursuit.ts";
import type { ReconcileMessage } from "../../domain/queue-messages.ts";
import { createLogger } from "../../lib/logger.ts";
import { maskFreeText } from "../../lib/redact.ts";
import type { CallContext } from "../../providers/provider.ts";
import type { ProviderAccount } from "../accounts/provider-account.ts";
import type { Gateway } from "../gateway.ts";
import { createCallContext } from "./call-context.ts";
import { noteCall } from "./note-call.ts";

/** What an attempt is about: the payment, refund or payout whose shard has granted it. */
export interface AttemptSubject {
  readonly id: ShardId;
  readonly accountId: string;
  /** A refund's is its payment's. */
  readonly callbackSecret: string;
  /** A payment's: where else it may go; see `PaymentTerms`. */
  readonly alternatives?: readonly unknown[];
}

/** What can be said without the provider: nothing has left, or nobody knows. */
export type ActFault = { readonly kind: "not_sent" | "unknown"; readonly reason: string; readonly exchange: null };

/**
 * Calls the provider within a granted attempt. Never throws for what the provider, or its adapter, does. Card numbers in
 * what the provider says of it go no further.
 */
export async function actWithinAttempt<Outcome extends PaymentOutcome | RefundOutcome | PayoutOutcome>(
  gateway: Gateway,
  subject: AttemptSubject,
  attempt: Attempt,
  call: (account: ProviderAccount, context: CallContext) => Promise<Outcome>,
): Promise<Outcome | ActFault> {
  const { account, fault } = await gateway.accounts.find(subject.accountId);
  // The account, or the key to it, may come back with the next deployment; until then nothing can be said.
  if (account === null) return { kind: "not_sent", reason: fault, exchange: null };
  const context = createCallContext(gateway, account, {
    id: subject.id,
    callbackSecret: subject.callbackSecret,
    attemptNumber: attempt.number,
    sendBefore: attempt.sendBefore,
    deadline: attempt.endsAt,
    mayGoElsewhere: attempt.kind === "send" && (subject.alternatives ?? []).length > 0,
  });
  const startedAt = gateway.clock();
  try {
    const outcome = maskFreeText(await call(account, context));
    const verdict = judgeCall(outcome, attempt.kind);
    if (verdict !== null) gateway.health.note(account.id, verdict);
    noteCall(gateway, account, { subjectId: subject.id, operation: attempt.kind, startedAt }, outcome);
    return outcome;
  } catch (error) {
    // A fault of an adapter, after which anything may have happened at the provider.
    createLogger().error("provider.adapter_failed", { provider: account.definition.description.name, error });
    return { kind: "unknown", reason: "adapter_failed", exchange: null };
  }
}

/**
 * Brings an outcome home; one that cannot be brought to the shard goes to the reconcile queue, and the result is null.
 * Where that is away too, nothing is known yet: what was begun has a timer, and whoever waits is not told of an error.
 */
export async function settleOrQueue<Result>(
  gateway: Gateway,
  settle: () => Promise<Result | null>,
  message: ReconcileMessage,
): Promise<Result | null> {
  try {
    return await settle();
  } catch (error) {
    createLogger().error("shard.settle_failed", { error });
    await gateway.bindings.RECONCILE_QUEUE.send(message).catch((fault: unknown) => {
      createLogger().error("queue.unavailable", {
        subject_id: message.type === "ping" ? null : message.id,
        error: fault,
      });
    });
    return null;
  }
}
