import type { ExportedRecord } from "../../domain/database-check/exported.ts";
import { MERCHANT_REGISTER_ID } from "../../domain/merchant.ts";
import { MERCHANT_TABLES, ownedByMerchants } from "../../storage/postgres/checked-tables.ts";
import { listKnownMerchants } from "../../storage/postgres/known-merchant-repository.ts";
import type { Gateway } from "../gateway.ts";
import { readDatabase } from "../read-database.ts";
import { checkRecords } from "./check-records.ts";
import type { CheckStep } from "./check-step.ts";
import type { RepairOptions } from "./repair-differences.ts";

/** Merchants of a page: each is a call of an object of its own. */
const PAGE_MERCHANTS = 5;
/** Names read from Postgres at a time. */
const PAGE_NAMES = 500;

/** Adds to the register whom Postgres knows, so that rows of merchants nobody has heard of are looked at too. */
export async function fillRegister(gateway: Gateway, offset: number): Promise<CheckStep> {
  const names = await readDatabase(() => listKnownMerchants(gateway.postgres, { offset, limit: PAGE_NAMES }));
  await gateway.callShard(MERCHANT_REGISTER_ID, (api) => api.noteMerchants(names));
  const isLast = names.length < PAGE_NAMES;
  const next = isLast
    ? ({ part: "merchants", after: "" } as const)
    : ({ part: "register", offset: offset + PAGE_NAMES } as const);
  return { checked: 0, pending: 0, findings: [], next };
}

/** Holds a page of registered merchants against their rows: profile, keys, accounts and the chain of their changes. */
export async function checkMerchants(gateway: Gateway, after: string, options: RepairOptions): Promise<CheckStep> {
  const ids = await gateway.callShard(MERCHANT_REGISTER_ID, (api) => api.listMerchants(after, PAGE_MERCHANTS));
  const last = ids.at(-1);
  if (last === undefined) return { checked: 0, pending: 0, findings: [], next: { part: "strays" } };
  const read = (): Promise<ExportedRecord[]> =>
    Promise.all(ids.map((id) => gateway.callMerchant(id, (merchant) => merchant.exportRows(id))));
  const scope = ownedByMerchants(ids);
  const { records, pending, findings } = await checkRecords(gateway, { tables: MERCHANT_TABLES, scope, read }, options);
  return { checked: records.length, pending, findings, next: { part: "merchants", after: last } };
}
