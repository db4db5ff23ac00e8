import { parseShardId, type TransactionId } from "../../domain/identifiers.ts";
import type { PaymentView } from "../../objects/transaction-shard/read-operations.ts";
import type { Gateway } from "../gateway.ts";
import { assertVisible, notFound, type Principal } from "../principal.ts";

/** A payment as it is right now, from its shard; not found when it is another merchant's. */
export async function readPayment(gateway: Gateway, principal: Principal, id: string): Promise<PaymentView> {
  const transactionId = parsePaymentId(id);
  const view = await gateway.callShard(transactionId, (shard) => shard.read(transactionId));
  if (view === null) throw notFound("payment");
  assertVisible(principal, view.transaction.merchantId, "payment");
  return view;
}

/** Text that is not an id of ours names nothing that exists. */
export function parsePaymentId(id: string): TransactionId {
  const parsed = parseShardId(id);
  if (parsed === null) throw notFound("payment");
  return parsed;
}
