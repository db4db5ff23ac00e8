import { verifyChain } from "../../domain/audit/verify-chain.ts";
import type { ExportedRecord } from "../../domain/database-check/exported.ts";
import type { Finding } from "../../domain/database-check/finding.ts";
import { canonicalJson, type JsonValue } from "../../lib/canonical-json.ts";
import type { CheckedTable, RowScope } from "../../storage/postgres/checked-tables.ts";
import { compareRows, type Difference, type TableDifferences } from "../../storage/postgres/compare-rows.ts";
import type { Gateway } from "../gateway.ts";
import { readDatabase } from "../read-database.ts";
import { ownerOf } from "./owner-of.ts";
import { readArchived } from "./read-archived.ts";
import { type RepairOptions, repairDifferences } from "./repair-differences.ts";

/** Objects' records and the rows of Postgres that ought to be theirs. */
export interface CheckedRecords {
  readonly tables: readonly CheckedTable[];
  readonly scope: RowScope;
  /** Asks the objects. It is asked twice: what has changed in between says nothing. */
  readonly read: () => Promise<readonly ExportedRecord[]>;
}

/** What came of holding some records against their rows. */
export interface RecordsVerdict {
  readonly records: readonly ExportedRecord[];
  /** Records that were changing, or whose rows are on their way: to be looked at again later. */
  readonly pending: number;
  readonly findings: readonly Finding[];
}

/**
 * Holds records against their rows and names each row that is wrong. Objects go on working meanwhile, so a row counts as
 * wrong only if its record is the same before and after the rows were read, with nothing on its way to Postgres.
 */
export async function checkRecords(
  gateway: Pick<Gateway, "postgres">,
  { tables, scope, read }: CheckedRecords,
  options: RepairOptions,
): Promise<RecordsVerdict> {
  const told = await read();
  const before = await Promise.all(told.map((record) => complete(gateway, record)));
  const records = before.map(({ record }) => record);
  const compared = await compareAll(gateway, tables, scope, records);
  const broken = records.flatMap(findBrokenChain);
  const isClean = compared.every(({ differences }) => differences.length === 0);
  const lost = before.flatMap(({ findings }) => findings);
  if (isClean && broken.length === 0 && lost.length === 0)
    return { records, pending: countPending(told), findings: [] };
  const unsettled = findUnsettled(told, await read());
  const lostIds = new Set(lost.map(({ owner }) => owner));
  const settled = compared.map(({ checked, differences }) => ({
    checked,
    differences: differences.filter((difference) => {
      const owner = ownerOf(difference);
      return !unsettled.has(owner) && !(difference.kind === "extra" && lostIds.has(owner));
    }),
  }));
  const isRepaired = await repairDifferences(gateway, settled, records, options);
  const found = settled.flatMap(({ checked, differences }) =>
    differences.map((difference) => toFinding(checked, difference, isRepaired(difference))),
  );
  const others = [...lost, ...broken].filter(({ owner }) => !unsettled.has(owner ?? ""));
  return { records, pending: Math.max(countPending(told), unsettled.size), findings: [...found, ...others] };
}

async function complete(gateway: Pick<Gateway, "postgres">, record: ExportedRecord) {
  if (record.tombstone === null) return { record, findings: [] };
  return readArchived(gateway, record, record.tombstone);
}

async function compareAll(
  { postgres }: Pick<Gateway, "postgres">,
  tables: readonly CheckedTable[],
  scope: RowScope,
  records: readonly ExportedRecord[],
): Promise<TableDifferences[]> {
  const compared: TableDifferences[] = [];
  for (const checked of tables) {
    const given = records.flatMap(({ projection }): readonly unknown[] => projection[checked.name] ?? []);
    const differences = await readDatabase(() => compareRows(postgres, checked, given, scope(checked)));
    compared.push({ checked, differences });
  }
  return compared;
}

function countPending(records: readonly ExportedRecord[]): number {
  return records.filter(({ isPending }) => isPending).length;
}

/** Owners of which the two looks do not say the same, or whose rows are on their way. */
function findUnsettled(before: readonly ExportedRecord[], after: readonly ExportedRecord[]): Set<string> {
  // Records are plain JSON by construction; their read-only types just do not say so.
  const textOf = (record: ExportedRecord) => canonicalJson(record as unknown as JsonValue);
  const known = new Map(before.map((record) => [record.id, textOf(record)]));
  const later = new Map(after.map((record) => [record.id, textOf(record)]));
  const pending = [...before, ...after].filter(({ isPending }) => isPending).map(({ id }) => id);
  const changed = [...known.keys(), ...later.keys()].filter((id) => known.get(id) !== later.get(id));
  return new Set([...pending, ...changed]);
}

/** The object's own memory of a history: its hashes have to lead to the head it keeps. */
function findBrokenChain({ id, chain, projection }: ExportedRecord): Finding[] {
  if (chain === null) return [];
  const { entries, head } = chain;
  const truth = { entries, head, flushed: entries, flushedHead: head, unflushed: [] };
  if (verifyChain(projection.audit_logs ?? [], truth).valid) return [];
  return [{ table: "audit_logs", id, owner: id, kind: "broken", columns: [], repaired: false }];
}

function toFinding({ name }: CheckedTable, difference: Difference, repaired: boolean): Finding {
  const { id, kind, columns } = difference;
  return { table: name, id, owner: ownerOf(difference), kind, columns, repaired };
}
