import { parseArgs } from "node:util";
import { parseStateDir } from "./start-arguments.ts";
import { parsePort, UsageError } from "./usage-error.ts";

export const WHERE_USAGE = "usage: npm run keys:rotate -- [--port N] [--state-dir DIR]";

/** Which local instance is meant. Throws `UsageError` for anything that is not in the usage. */
export function parseWhere(args: readonly string[]): {
  readonly port: number | undefined;
  readonly stateDir: string | undefined;
} {
  const text = { type: "string" } as const;
  try {
    const { values } = parseArgs({ args: [...args], options: { port: text, "state-dir": text } });
    return {
      port: values.port === undefined ? undefined : parsePort(values.port),
      stateDir: parseStateDir(values["state-dir"]),
    };
  } catch (error) {
    throw UsageError.from(error);
  }
}
