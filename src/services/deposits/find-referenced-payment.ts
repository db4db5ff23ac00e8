import type { AccountReference } from "../../domain/account-reference.ts";
import type { DepositTarget } from "../../domain/deposit/match-payment.ts";
import type { Gateway } from "../gateway.ts";

/** The payment that a payer named, brought back if it was archived; null when there is none. */
export async function findReferencedPayment(
  gateway: Gateway,
  { shardId, idPrefix }: AccountReference,
): Promise<DepositTarget | null> {
  const found = await gateway.callShard(shardId, (shard) => shard.findByReference(idPrefix));
  if (found === null) return null;
  if (found.kind === "live") return found.payment;
  const view = await gateway.callShard(found.id, (shard) => shard.read(found.id));
  return view?.transaction ?? null;
}
