import { parseShardId } from "../../domain/identifiers.ts";
import type { PayoutResolution } from "../../domain/payout/resolve-payout.ts";
import { Problem } from "../../domain/problem.ts";
import type { PayoutView } from "../../objects/transaction-shard/payout-operations.ts";
import type { Gateway } from "../gateway.ts";
import { type Caller, notFound } from "../principal.ts";

/** Settles a payout that only a person can settle, and gives it as it stands afterwards. For the operator alone. */
export async function resolvePayout(
  gateway: Gateway,
  caller: Caller,
  payoutId: string,
  resolution: PayoutResolution,
): Promise<PayoutView> {
  const id = parseShardId(payoutId);
  const result = id && (await gateway.callShard(id, (shard) => shard.resolvePayout(id, resolution, caller.actor)));
  if (!result) throw notFound("payout");
  if (result.kind === "resolved") return result.view;
  const { refusal, status } = result;
  switch (refusal.why) {
    case "busy":
      throw new Problem("operation_in_progress", "The provider is being asked right now.", {
        retryAfterSeconds: refusal.retryAfterSeconds,
      });
    case "forbidden":
      throw new Problem("invalid_state", `A payout that is ${status} cannot become that.`);
    case "settled":
      throw new Problem("invalid_state", "The payout has nothing open that a person has to settle.");
  }
}
