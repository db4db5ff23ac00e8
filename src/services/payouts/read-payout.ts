import { parseShardId } from "../../domain/identifiers.ts";
import type { PayoutView } from "../../objects/transaction-shard/payout-operations.ts";
import type { Gateway } from "../gateway.ts";
import { assertVisible, notFound, type Principal } from "../principal.ts";

/** A payout as it is right now, from its shard; not found when it is another merchant's. */
export async function readPayout(gateway: Gateway, principal: Principal, id: string): Promise<PayoutView> {
  const payoutId = parseShardId(id);
  const view = payoutId && (await gateway.callShard(payoutId, (shard) => shard.readPayout(payoutId)));
  if (!view) throw notFound("payout");
  assertVisible(principal, view.payout.merchantId, "payout");
  return view;
}
