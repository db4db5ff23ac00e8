import { MERCHANT_REGISTER_ID } from "../../domain/merchant.ts";
import { sweepPageAt } from "../../domain/sweep-page.ts";
import { createLogger } from "../../lib/logger.ts";
import { classifyDatabaseError } from "../../storage/postgres/classify-database-error.ts";
import { countKnownMerchants, listKnownMerchants } from "../../storage/postgres/known-merchant-repository.ts";
import type { Gateway } from "../gateway.ts";
import { wakeMerchants } from "./wake-merchants.ts";

/**
 * Wakes the merchants whose turn it is, and their endpoints, so that a lost alarm or message is made up for though
 * nothing new happens. Their names are in Postgres: without it this turn is left out. Never throws.
 */
export async function sweepMerchants(gateway: Gateway, scheduledAt: number): Promise<void> {
  const logger = createLogger();
  const merchantIds = await findTurn(gateway, scheduledAt).catch((error: unknown) => {
    logger.warn("cron.sweep_skipped", { reason: classifyDatabaseError(error).summary });
    return [];
  });
  await noteInRegister(gateway, merchantIds).catch((error: unknown) => {
    logger.warn("cron.register_not_filled", { error });
  });
  const errors = await wakeMerchants(gateway, merchantIds);
  if (errors.length > 0) logger.error("cron.merchants_not_woken", { failed: errors.length, error: errors[0] });
}

/** Tenants of outside issuers are never made, and so come into the register by having done something. */
async function noteInRegister({ callShard }: Gateway, merchantIds: readonly string[]): Promise<void> {
  if (merchantIds.length > 0) await callShard(MERCHANT_REGISTER_ID, (shard) => shard.noteMerchants(merchantIds));
}

async function findTurn({ postgres }: Gateway, scheduledAt: number): Promise<string[]> {
  return listKnownMerchants(postgres, sweepPageAt(scheduledAt, await countKnownMerchants(postgres)));
}
