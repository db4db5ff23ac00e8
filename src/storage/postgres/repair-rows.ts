import { type SQL, sql } from "drizzle-orm";
import type { Projection } from "../../domain/projection.ts";
import type { TableDifferences } from "./compare-rows.ts";
import type { PostgresClient } from "./postgres-client.ts";
import { projectionStatements } from "./projection-repository.ts";

/**
 * Takes wrong rows away and writes what objects tell, in one transaction: all of it, or nothing. A row that has changed
 * since it was looked at is left alone: whatever an object has written meanwhile is newer than what is given here.
 */
export async function repairRows(
  client: PostgresClient,
  wrong: readonly TableDifferences[],
  projections: readonly Projection[],
): Promise<void> {
  const statements = [...wrong.flatMap(toRemoval), ...projectionStatements(projections)];
  const [first, ...rest] = statements.map((statement) => client.db.execute(statement));
  if (first !== undefined) await client.db.batch([first, ...rest]);
}

function toRemoval({ checked: { table, id }, differences }: TableDifferences): SQL[] {
  const found = differences
    .filter(({ version }) => version !== null)
    .map((row) => ({ id: row.id, version: row.version }));
  if (found.length === 0) return [];
  const given = sql`jsonb_to_recordset(${JSON.stringify(found)}::jsonb) as wrong(id ${sql.raw(id.getSQLType())}, version text)`;
  return [sql`delete from ${table} using ${given} where ${id} = wrong.id and ${table}.xmin::text = wrong.version`];
}
