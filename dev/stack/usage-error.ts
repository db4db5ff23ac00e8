/** The command line is not what the usage says: shown with the usage, exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";

  /** Takes over the first sentence of what Node's own parser has to say. */
  static from(error: unknown): UsageError {
    const message = error instanceof Error ? error.message : String(error);
    return new UsageError(message.split(". ")[0] ?? message);
  }
}

/** A TCP port in plain decimal. */
export function parsePort(text: string): number {
  const port = /^[1-9][0-9]{0,4}$/.test(text) ? Number(text) : 0;
  if (port < 1 || port > 65_535) throw new UsageError("--port is not a number between 1 and 65535");
  return port;
}
