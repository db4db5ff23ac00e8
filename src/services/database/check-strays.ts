import { ownedByNobody, SHARD_TABLES } from "../../storage/postgres/checked-tables.ts";
import type { Gateway } from "../gateway.ts";
import { checkRecords } from "./check-records.ts";
import type { CheckStep } from "./check-step.ts";
import type { RepairOptions } from "./repair-differences.ts";

/** Names the rows whose ids no shard can have given: nobody would ever be asked about them. */
export async function checkStrays(gateway: Gateway, options: RepairOptions): Promise<CheckStep> {
  const tables = Object.values(SHARD_TABLES).flat();
  const scope = ownedByNobody([0, ...gateway.config.regions.map(({ number }) => number)]);
  const { pending, findings } = await checkRecords(gateway, { tables, scope, read: async () => [] }, options);
  return { checked: 0, pending, findings, next: null };
}
