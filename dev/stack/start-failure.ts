/** Something that the person at the terminal can put right: shown as its one-line message, without a stack. */
export class StartFailure extends Error {
  override readonly name = "StartFailure";
}

/** The message of anything thrown, for a line that people read. */
export function messageOf(error: unknown): string {
  // Node reports "all addresses refused" as an AggregateError without a message of its own.
  const first: unknown = error instanceof AggregateError && error.message === "" ? error.errors[0] : error;
  if (!(first instanceof Error)) return String(first);
  // fetch says "fetch failed" and keeps the reason in its cause.
  const reason = first.message === "fetch failed" && first.cause !== undefined ? messageOf(first.cause) : first.message;
  return reason.split("\n")[0] ?? "";
}

/**
 * What went wrong inside an error of the database libraries: drizzle's own message is the whole statement, and the HTTP
 * driver's hides what the system said.
 */
export function reasonOf(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { cause, sourceError } = error as Error & { sourceError?: unknown };
  return cause instanceof Error ? cause : sourceError instanceof Error ? sourceError : error;
}
