import { type ChainVerdict, verifyChain } from "../../domain/audit/verify-chain.ts";
import type { TransactionId } from "../../domain/identifiers.ts";
import { readChain } from "../../storage/postgres/audit-log-repository.ts";
import type { Gateway } from "../gateway.ts";
import { notFound, type Principal } from "../principal.ts";
import { readDatabase } from "../read-database.ts";
import { readPayment } from "./read-payment.ts";

/** Holds a payment's audit rows in Postgres against its shard: any edit, removal or reorder shows. */
export async function verifyAuditChain(gateway: Gateway, principal: Principal, id: string): Promise<ChainVerdict> {
  const { transaction } = await readPayment(gateway, principal, id);
  return verifyChainOf(gateway, transaction, "payment");
}

/** The same for whatever has a chain in a shard, once it is known that the caller may see it. */
export async function verifyChainOf(
  gateway: Gateway,
  { id, merchantId }: { readonly id: TransactionId; readonly merchantId: string },
  what: "payment" | "payout",
): Promise<ChainVerdict> {
  // The truth first: rows that arrive between the two reads are then known to it as not yet flushed.
  const truth = await gateway.callShard(id, (shard) => shard.readChain(id));
  if (truth === null) throw notFound(what);
  const rows = await readDatabase(() => readChain(gateway.postgres, id, merchantId));
  return verifyChain(rows.slice(0, Math.max(truth.entries, 0) + 1), truth);
}
