import { type SQL, sql } from "drizzle-orm";
import type { CheckedTable } from "./checked-tables.ts";
import type { PostgresClient } from "./postgres-client.ts";
import { givenColumns, givenRows } from "./projection-statements.ts";

/** A row of Postgres that is not as its object tells. */
export interface Difference {
  readonly id: string;
  /** What the row belongs to: as its object tells or, for an extra one, as it says itself. */
  readonly owner: string | null;
  readonly kind: "missing" | "edited" | "extra";
  /** Names of the columns that differ; empty unless edited. */
  readonly columns: readonly string[];
  /** The version of the row that was looked at, which a repair replaces and no other; null for a missing one. */
  readonly version: string | null;
}

/** What was found in one table. */
export interface TableDifferences {
  readonly checked: CheckedTable;
  readonly differences: readonly Difference[];
}

/** A difference more or less says nothing new about a page of records. */
const MAX_DIFFERENCES = 1_000;

/**
 * Holds rows of one table against what objects tell of them, column by column, in Postgres itself, where both are read
 * the same way. `scope`: the rows there that ought to be among the given; any more of them are `extra`.
 */
export async function compareRows(
  client: PostgresClient,
  checked: CheckedTable,
  given: readonly unknown[],
  scope: SQL | undefined,
): Promise<Difference[]> {
  const { table, id, owner } = checked;
  const names = givenColumns(table).map((column) => sql.identifier(column.name));
  const list = sql.join(names, sql`, `);
  const key = sql.identifier(id.name);
  const differing = givenColumns(table).map((column) => {
    const name = sql.identifier(column.name);
    const isOlder = checked.isVersionOfOwner === true && column.name === "sequence";
    const test = isOlder ? sql`present.${name} > given.${name}` : sql`given.${name} is distinct from present.${name}`;
    return { column, test };
  });
  const columns = differing.map(({ column, test }) => sql`case when ${test} then ${column.name}::text end`);
  const { rows } = await client.db.execute(sql`
    with given as materialized (select ${list} from ${givenRows(table, JSON.stringify(given))}),
    present as materialized (
      select ${list}, xmin::text as row_version from ${table}
      where (${scope ?? sql`false`}) or ${id} in (select ${key} from given)
    )
    select coalesce(given.${key}, present.${key})::text as id,
      coalesce(given.${sql.identifier(owner.name)}, present.${sql.identifier(owner.name)})::text as owner,
      case when present.${key} is null then 'missing' when given.${key} is null then 'extra' else 'edited' end as kind,
      case when present.${key} is null or given.${key} is null then '[]'::json
        else array_to_json(array_remove(array[${sql.join(columns, sql`, `)}], null)) end as columns,
      present.row_version as version
    from given full join present on given.${key} = present.${key}
    where given.${key} is null or present.${key} is null
      or ${sql.join(
        differing.map(({ test }) => test),
        sql` or `,
      )}
    order by 1 limit ${sql.raw(String(MAX_DIFFERENCES))}`);
  return rows as unknown as Difference[];
}
