/** One statement with its parameters as PostgreSQL text; the server infers their types. */
export interface SqlStatement {
  readonly text: string;
  readonly params: readonly (string | null)[];
}

/** A column of a result. The driver picks its parser by `dataTypeID`, so it is the real OID. */
export interface SqlField {
  readonly name: string;
  readonly dataTypeID: number;
  readonly tableID: number;
  readonly columnID: number;
  readonly dataTypeSize: number;
  readonly dataTypeModifier: number;
}

/** A result whose values are PostgreSQL's own text. `rowCount` is null where the command tag has no number. */
export interface SqlResult {
  readonly command: string;
  readonly rowCount: number | null;
  readonly fields: readonly SqlField[];
  readonly rows: readonly (readonly (string | null)[])[];
}

/** How a batch's transaction begins; absent members leave the database's defaults. */
export interface TransactionOptions {
  readonly isolationLevel?: string | undefined;
  readonly readOnly?: boolean | undefined;
  readonly deferrable?: boolean | undefined;
}

/**
 * A PostgreSQL behind the bridge. Rejects with the database's own error (it carries a SQLSTATE) when a statement
 * failed, and with `DatabaseUnavailable` when it may not have reached a database at all.
 */
export interface SqlBackend {
  run(statement: SqlStatement): Promise<SqlResult>;
  /** All statements in one transaction, in order; any error rolls all of them back. */
  runBatch(statements: readonly SqlStatement[], options: TransactionOptions): Promise<SqlResult[]>;
  close(): Promise<void>;
}

/** No connection, or one that broke: nothing is known about the statement's effect. */
export class DatabaseUnavailable extends Error {
  override readonly name = "DatabaseUnavailable";
}
