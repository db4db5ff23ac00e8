import type { PayoutOutcome } from "../../domain/outcome.ts";
import type { Payout } from "../../domain/payout/payout.ts";
import type { AttemptKind } from "../../domain/pursuit.ts";
import type { SettleResult } from "../../objects/transaction-shard/payment-operations.ts";
import type { CallContext } from "../../providers/provider.ts";
import type { ProviderAccount } from "../accounts/provider-account.ts";
import type { Gateway } from "../gateway.ts";
import { actWithinAttempt, settleOrQueue } from "../payments/act-within-attempt.ts";
import type { SettleOptions } from "../payments/perform-attempt.ts";

/**
 * Acts within the attempt a shard has granted for a payout, and settles. Never throws for what the provider does; an
 * outcome that cannot be brought to the shard goes to the reconcile queue instead, and the result is null.
 */
export async function performPayoutAttempt(
  gateway: Gateway,
  payout: Payout,
  options: SettleOptions,
): Promise<SettleResult<Payout> | null> {
  const { attempt } = payout.pursuit;
  if (attempt === null) throw new Error("an attempt must be granted before it is performed");
  const outcome = await actWithinAttempt<PayoutOutcome>(gateway, payout, attempt, (account, context) =>
    callAboutPayout(account, payout, attempt.kind, context),
  );
  return settleOrQueue(
    gateway,
    () =>
      gateway.callShard(payout.id, (shard) =>
        shard.settlePayout(payout.id, attempt.number, outcome, options.isAnswer, options.actor),
      ),
    { type: "outcome", subject: "payout", id: payout.id, attemptNumber: attempt.number, outcome },
  );
}

async function callAboutPayout(
  { provider }: ProviderAccount,
  payout: Payout,
  kind: AttemptKind,
  context: CallContext,
): Promise<PayoutOutcome> {
  const isSending = kind === "send";
  const answer = isSending ? provider.sendPayout?.(payout, context) : provider.verifyPayout?.(payout, context);
  // An adapter that cannot be asked any more, after a deployment, says nothing of what it has sent before.
  return (await answer) ?? { kind: isSending ? "not_sent" : "unknown", reason: "not_supported", exchange: null };
}
