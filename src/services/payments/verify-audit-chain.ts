import { type ChainVerdict, verifyChain } from "../../domain/audit/verify-chain.ts";
import { readChain } from "../../storage/postgres/audit-log-repository.ts";
import type { Gateway } from "../gateway.ts";
import { notFound, type Principal } from "../principal.ts";
import { readDatabase } from "../read-database.ts";
import { readPayment } from "./read-payment.ts";

/** Holds a payment's audit rows in Postgres against its shard: any edit, removal or reorder shows. */
export async function verifyAuditChain(gateway: Gateway, principal: Principal, id: string): Promise<ChainVerdict> {
  const { transaction } = await readPayment(gateway, principal, id);
  // The truth first: rows that arrive between the two reads are then known to it as not yet flushed.
  const truth = await gateway.callShard(transaction.id, (shard) => shard.readChain(transaction.id));
  if (truth === null) throw notFound("payment");
  const rows = await readDatabase(() => readChain(gateway.postgres, transaction.id, transaction.merchantId));
  return verifyChain(rows.slice(0, Math.max(truth.entries, 0) + 1), truth);
}
