import type { Actor } from "../../domain/actor.ts";
import { parseShardId, type ShardId } from "../../domain/identifiers.ts";
import type { LookTrigger } from "../../domain/payment/claim-look.ts";
import { assertNever } from "../../lib/assert-never.ts";
import { createLogger } from "../../lib/logger.ts";
import type { CallbackSubject } from "../../providers/provider.ts";
import type { Gateway } from "../gateway.ts";
import { performPaymentAttempt, performRefundAttempt } from "../payments/perform-attempt.ts";
import { lookForPayout } from "../payouts/look-for-payout.ts";

/** Asks the provider now what a hint was about. Never throws: a timer stands behind every hint that was kept. */
export async function lookAfterHint(gateway: Gateway, subject: CallbackSubject, actor: Actor): Promise<void> {
  const id = parseShardId(subject.id);
  if (id === null) return;
  try {
    await look(gateway, subject.kind, id, actor);
  } catch (error) {
    createLogger().error("callback.not_looked_after", { subject_id: id, error });
  }
}

/** Asks the provider what became of a payment, if whoever wants to know may have it asked now. */
export async function lookAtPayment(gateway: Gateway, id: ShardId, trigger: LookTrigger, actor: Actor): Promise<void> {
  const claimed = await gateway.callShard(id, (shard) => shard.claimLook(id, trigger, actor));
  if (claimed?.claim.granted) await performPaymentAttempt(gateway, claimed.subject, { isAnswer: false, actor });
}

async function look(gateway: Gateway, kind: CallbackSubject["kind"], id: ShardId, actor: Actor): Promise<void> {
  switch (kind) {
    case "payment":
      return lookAtPayment(gateway, id, "hint", actor);
    case "refund": {
      const claimed = await gateway.callShard(id, (shard) => shard.claimRefundLook(id, "hint"));
      if (claimed?.claim.granted) await performRefundAttempt(gateway, claimed.subject, { isAnswer: false, actor });
      return;
    }
    case "payout":
      await lookForPayout(gateway, id, "hint", actor);
      return;
    case "deposit":
      // What is told of a deposit is a deposit event, which has a way of its own.
      return;
    default:
      return assertNever(kind);
  }
}
