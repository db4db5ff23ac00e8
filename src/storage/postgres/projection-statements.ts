import { getTableColumns, getTableName, type SQL, sql } from "drizzle-orm";
import type { AnyPgColumn, PgTable } from "drizzle-orm/pg-core";

/** A write of any number of rows, given as JSON text of an array of objects whose members are named as the columns. */
export type RowsStatement = (rowsJson: string) => SQL;

/**
 * Inserts rows, or replaces the row with the same key where `mayReplace` holds between the two. The rows must differ in
 * their keys: Postgres refuses to touch a row twice in one statement.
 */
export function upsertStatement(
  table: PgTable,
  key: AnyPgColumn,
  mayReplace: "newer" | "other content",
): RowsStatement {
  const assignments = givenColumns(table)
    .filter((column) => column !== key)
    .map((column) => sql`${sql.identifier(column.name)} = excluded.${sql.identifier(column.name)}`);
  const condition =
    mayReplace === "newer"
      ? sql`excluded.sequence > present.sequence`
      : sql`excluded.content_hash <> present.content_hash`;
  const onConflict = sql`(${sql.identifier(key.name)}) do update set ${sql.join(assignments, sql`, `)} where ${condition}`;
  return insertStatement(table, onConflict);
}

/**
 * Inserts rows and leaves those alone whose key is there already. Only that key: a clash with any other unique
 * constraint is an error, for it means that a different row is in the way.
 */
export function appendStatement(table: PgTable, key: readonly AnyPgColumn[]): RowsStatement {
  const names = key.map((column) => sql.identifier(column.name));
  return insertStatement(table, sql`(${sql.join(names, sql`, `)}) do nothing`);
}

/** The text is the same for every call and any number of rows, so that Postgres and its statistics see one statement. */
function insertStatement(table: PgTable, onConflict: SQL): RowsStatement {
  const names = sql.join(
    givenColumns(table).map((column) => sql.identifier(column.name)),
    sql`, `,
  );
  const target = sql.identifier(getTableName(table));
  return (rowsJson) =>
    sql`insert into ${target} as present (${names}) select ${names} from ${givenRows(table, rowsJson)} on conflict ${onConflict}`;
}

/** Rows given as JSON text, read as the columns of a table, under the name `given`. */
export function givenRows(table: PgTable, rowsJson: string): SQL {
  const typedNames = sql.join(
    givenColumns(table).map((column) => sql`${sql.identifier(column.name)} ${sql.raw(column.getSQLType())}`),
    sql`, `,
  );
  return sql`jsonb_to_recordset(${rowsJson}::jsonb) as given(${typedNames})`;
}

/** The columns that rows bring along; the rest (an event's place in the feed) Postgres fills in. */
export function givenColumns(table: PgTable): AnyPgColumn[] {
  return Object.values(getTableColumns(table)).filter(
    (column) => !column.hasDefault && column.generatedIdentity === undefined,
  );
}
