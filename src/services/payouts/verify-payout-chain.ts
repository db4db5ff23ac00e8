import type { ChainVerdict } from "../../domain/audit/verify-chain.ts";
import type { Gateway } from "../gateway.ts";
import { verifyChainOf } from "../payments/verify-audit-chain.ts";
import type { Principal } from "../principal.ts";
import { readPayout } from "./read-payout.ts";

/** Holds a payout's audit rows in Postgres against its shard: any edit, removal or reorder shows. */
export async function verifyPayoutChain(gateway: Gateway, principal: Principal, id: string): Promise<ChainVerdict> {
  const { payout } = await readPayout(gateway, principal, id);
  return verifyChainOf(gateway, payout, "payout");
}
