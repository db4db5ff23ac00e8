import type { ExportedRecord } from "../../domain/database-check/exported.ts";
import { Problem } from "../../domain/problem.ts";
import { createLogger } from "../../lib/logger.ts";
import { classifyDatabaseError } from "../../storage/postgres/classify-database-error.ts";
import type { Difference, TableDifferences } from "../../storage/postgres/compare-rows.ts";
import { repairRows } from "../../storage/postgres/repair-rows.ts";
import type { Gateway } from "../gateway.ts";
import { ownerOf } from "./owner-of.ts";

/** What may be done about what is found. Extra rows go only when that is said by itself: objects may be the ones that forgot. */
export interface RepairOptions {
  readonly repair: boolean;
  readonly removeExtra: boolean;
}

/**
 * Writes what objects tell over the rows that differ, as one SQL transaction, and tells which differences are gone with
 * it. A row that Postgres refuses leaves all of them as they are.
 */
export async function repairDifferences(
  { postgres }: Pick<Gateway, "postgres">,
  found: readonly TableDifferences[],
  records: readonly ExportedRecord[],
  { repair, removeExtra }: RepairOptions,
): Promise<(difference: Difference) => boolean> {
  const isMeant = ({ kind }: Difference) => (kind === "extra" ? removeExtra : repair);
  const meant = found.map(({ checked, differences }) => ({ checked, differences: differences.filter(isMeant) }));
  const all = meant.flatMap(({ differences }) => differences);
  if (all.length === 0) return () => false;
  const owners = new Set(all.filter(({ kind }) => kind !== "extra").map(ownerOf));
  const projections = records.filter(({ id }) => owners.has(id)).map(({ projection }) => projection);
  const tables = meant.filter(({ differences }) => differences.length > 0).map(({ checked }) => checked.name);
  const logger = createLogger({ tables, rows: all.length });
  try {
    await repairRows(postgres, meant, projections);
  } catch (error) {
    const { kind, summary } = classifyDatabaseError(error);
    if (kind === "unavailable") throw new Problem("database_unavailable", "Try again in a few seconds.");
    logger.error("database.not_repaired", { reason: `${kind}: ${summary}` });
    return () => false;
  }
  logger.warn("database.repaired");
  return isMeant;
}
