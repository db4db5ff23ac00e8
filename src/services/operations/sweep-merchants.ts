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
  const errors = await wakeMerchants(gateway, merchantIds);
  if (errors.length > 0) logger.error("cron.merchants_not_woken", { failed: errors.length, error: errors[0] });
}

async function findTurn({ postgres }: Gateway, scheduledAt: number): Promise<string[]> {
  return listKnownMerchants(postgres, sweepPageAt(scheduledAt, await countKnownMerchants(postgres)));
}
