import type { Actor } from "../../domain/actor.ts";
import type { ShardId } from "../../domain/identifiers.ts";
import type { PayoutLookTrigger } from "../../domain/payout/claim-payout-look.ts";
import type { Payout } from "../../domain/payout/payout.ts";
import { continueTrace } from "../../lib/trace.ts";
import type { Gateway } from "../gateway.ts";
import { performPayoutAttempt } from "./perform-payout-attempt.ts";

/**
 * Finds out, under a lease of its own, what the provider did with a payout. Where somebody is at it already or nothing
 * is to be found out, nothing happens. Answers with the payout as it then stands, or null when there is none.
 */
export async function lookForPayout(
  gateway: Gateway,
  id: ShardId,
  trigger: PayoutLookTrigger,
  actor: Actor,
): Promise<Payout | null> {
  const claimed = await gateway.callShard(id, (shard) => shard.claimPayoutLook(id, trigger, actor));
  if (claimed === null || !claimed.claim.granted) return claimed?.subject ?? null;
  const { subject } = claimed;
  const settled = await continueTrace(subject.traceId, () =>
    performPayoutAttempt(gateway, subject, { isAnswer: false, actor }),
  );
  return settled?.subject ?? subject;
}
