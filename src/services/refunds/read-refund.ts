import { parseShardId } from "../../domain/identifiers.ts";
import type { Refund } from "../../domain/refund/refund.ts";
import type { Gateway } from "../gateway.ts";
import { assertVisible, notFound, type Principal } from "../principal.ts";

/** A refund as it is right now, from its payment's shard; not found when it is another merchant's. */
export async function readRefund(gateway: Gateway, principal: Principal, id: string): Promise<Refund> {
  const refundId = parseShardId(id);
  const subject = refundId && (await gateway.callShard(refundId, (shard) => shard.readRefund(refundId)));
  if (!subject) throw notFound("refund");
  assertVisible(principal, subject.refund.merchantId, "refund");
  return subject.refund;
}
