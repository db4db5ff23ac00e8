import { systemActor } from "../../domain/actor.ts";
import { parseShardId } from "../../domain/identifiers.ts";
import type { PaymentOutcome, PayoutOutcome, RefundOutcome } from "../../domain/outcome.ts";
import type { ReconcileMessage } from "../../domain/queue-messages.ts";
import { assertNever } from "../../lib/assert-never.ts";
import { continueTrace } from "../../lib/trace.ts";
import { advanceDeposit } from "../deposits/advance-deposit.ts";
import type { Gateway } from "../gateway.ts";
import { lookForPayout } from "../payouts/look-for-payout.ts";
import { performPaymentAttempt, performRefundAttempt } from "./perform-attempt.ts";

/**
 * Does what a reconcile message asks: finds out, under a lease of its own, what a provider did with a payment,
 * refund or payout. A message that comes twice or late finds nothing to do.
 */
export async function reconcile(gateway: Gateway, message: ReconcileMessage): Promise<void> {
  const actor = systemActor("reconcile");
  if (message.type === "ping") return;
  const id = parseShardId(message.id);
  if (id === null) return;
  switch (message.type) {
    case "payment": {
      const claimed = await gateway.callShard(id, (shard) => shard.claimLook(id, "timer", actor));
      if (!claimed?.claim.granted) return;
      const { subject } = claimed;
      await continueTrace(subject.traceId, () => performPaymentAttempt(gateway, subject, { isAnswer: false, actor }));
      return;
    }
    case "refund": {
      const claimed = await gateway.callShard(id, (shard) => shard.claimRefundLook(id, "timer"));
      if (!claimed?.claim.granted) return;
      const { subject } = claimed;
      const { traceId } = subject.transaction;
      await continueTrace(traceId, () => performRefundAttempt(gateway, subject, { isAnswer: false, actor }));
      return;
    }
    case "deposit":
      return advanceDeposit(gateway, id);
    case "payout":
      await lookForPayout(gateway, id, "timer", actor);
      return;
    case "outcome": {
      const { attemptNumber, subject } = message;
      // The answer has to come through: it tells of a payment that has been archived, to be brought back first.
      await gateway.callShard<unknown>(id, (shard) => {
        if (subject === "payment") {
          return shard.settle(id, attemptNumber, message.outcome as PaymentOutcome, false, actor);
        }
        return subject === "payout"
          ? shard.settlePayout(id, attemptNumber, message.outcome as PayoutOutcome, false, actor)
          : shard.settleRefund(id, attemptNumber, message.outcome as RefundOutcome, false, actor);
      });
      return;
    }
    default:
      assertNever(message);
  }
}
