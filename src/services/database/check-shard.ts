import type { ExportedKind } from "../../domain/database-check/exported.ts";
import { firstIdOf } from "../../domain/identifiers.ts";
import { MERCHANT_REGISTER_ID } from "../../domain/merchant.ts";
import { ownedWithin, SHARD_TABLES } from "../../storage/postgres/checked-tables.ts";
import type { Gateway } from "../gateway.ts";
import { type CheckPosition, endOfShard, nextShard } from "./check-position.ts";
import { checkRecords } from "./check-records.ts";
import type { CheckStep } from "./check-step.ts";
import type { RepairOptions } from "./repair-differences.ts";

/** Records of a page: with all their history some hundred rows, some hundred kilobytes. */
const PAGE_RECORDS = 20;
/** The second look takes what has come between the first one's records, too. */
const SECOND_LOOK_RECORDS = 200;
/** A shard forgets webhooks that have rested so long; their rows stay. */
const WEBHOOKS_FORGOTTEN_AFTER_MS = 29 * 86_400_000;

/** Holds a page of one shard's records against their rows. */
export async function checkShard(
  gateway: Gateway,
  position: CheckPosition & { readonly part: ExportedKind },
  options: RepairOptions,
): Promise<CheckStep> {
  const { part, region, shard, from } = position;
  const id = firstIdOf({ region, shard });
  const end = endOfShard(position);
  const page = await gateway.callShard(id, (api) => api.exportRows(part, { from, to: end }, PAGE_RECORDS));
  const range = { from, to: page.next ?? end };
  const read = async () => {
    const whole = await gateway.callShard(id, (api) => api.exportRows(part, range, SECOND_LOOK_RECORDS));
    return whole.records;
  };
  const known = part === "webhook_events" ? gateway.clock() - WEBHOOKS_FORGOTTEN_AFTER_MS : null;
  const scope = ownedWithin(range, known);
  const verdict = await checkRecords(gateway, { tables: SHARD_TABLES[part], scope, read }, options);
  const merchantIds = [...new Set(verdict.records.flatMap(({ merchantId }) => merchantId ?? []))];
  if (merchantIds.length > 0) {
    await gateway.callShard(MERCHANT_REGISTER_ID, (api) => api.noteMerchants(merchantIds));
  }
  return {
    checked: verdict.records.length,
    pending: verdict.pending,
    findings: verdict.findings,
    next: page.next === null ? nextShard(position, gateway.config.regions) : { ...position, from: page.next },
  };
}
