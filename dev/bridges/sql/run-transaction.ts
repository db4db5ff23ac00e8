import type { SqlResult, SqlStatement, TransactionOptions } from "./sql-backend.ts";

/** Runs a batch on one session that nothing else uses meanwhile. Rejects with the first error, after rolling back. */
export async function runTransaction(
  run: (statement: SqlStatement) => Promise<SqlResult>,
  statements: readonly SqlStatement[],
  options: TransactionOptions,
): Promise<SqlResult[]> {
  await run(statementOf(toBegin(options)));
  try {
    const results: SqlResult[] = [];
    for (const statement of statements) results.push(await run(statement));
    await run(statementOf("COMMIT"));
    return results;
  } catch (error) {
    // A failed COMMIT has already ended the transaction, and a broken connection cannot roll back: the first error tells.
    await run(statementOf("ROLLBACK")).catch(() => undefined);
    throw error;
  }
}

function toBegin(options: TransactionOptions): string {
  const modes = [
    options.isolationLevel === undefined ? null : `ISOLATION LEVEL ${options.isolationLevel}`,
    options.readOnly ? "READ ONLY" : null,
    options.deferrable ? "DEFERRABLE" : null,
  ];
  return ["BEGIN", ...modes.filter((mode) => mode !== null)].join(" ");
}

function statementOf(text: string): SqlStatement {
  return { text, params: [] };
}
