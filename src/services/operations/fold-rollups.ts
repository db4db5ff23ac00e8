import { createLogger } from "../../lib/logger.ts";
import { classifyDatabaseError } from "../../storage/postgres/classify-database-error.ts";
import { foldRollups as fold } from "../../storage/postgres/rollup-folding.ts";
import type { Gateway } from "../gateway.ts";

/** Puts sums of past hours and days together; without Postgres the next minute does. Never throws. */
export async function foldRollups({ postgres }: Gateway): Promise<void> {
  try {
    await fold(postgres);
  } catch (error) {
    createLogger().warn("cron.rollups_not_folded", { reason: classifyDatabaseError(error).summary });
  }
}
