/** The members of PostgreSQL's error report, as Neon's proxy names them; `code` is the SQLSTATE. */
const REPORT_MEMBERS = [
  "code",
  "severity",
  "detail",
  "hint",
  "position",
  "internalPosition",
  "internalQuery",
  "where",
  "schema",
  "table",
  "column",
  "dataType",
  "constraint",
  "file",
  "line",
  "routine",
] as const;

/** Operator intervention and lost connections: the server went away, whatever the statement was. */
const CONNECTION_STATES = /^(08...|57P0[1-5])$/;

/** Whether PostgreSQL itself refused the statement, as opposed to the connection having failed. */
export function isStatementError(error: unknown): error is Error & Record<string, unknown> {
  if (!(error instanceof Error)) return false;
  const { code, severity } = error as Error & Record<string, unknown>;
  return typeof code === "string" && typeof severity === "string" && !CONNECTION_STATES.test(code);
}

/** The JSON body that the driver turns into a `NeonDbError` with the same members. */
export function toErrorBody(error: Error & Record<string, unknown>): Record<string, unknown> {
  const members = REPORT_MEMBERS.map((member) => [member, error[member] ?? null]);
  return { message: error.message, ...Object.fromEntries(members) };
}
