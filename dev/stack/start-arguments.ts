import { isIP } from "node:net";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { DEFAULT_PORT, DEFAULT_STATE_DIR } from "./checkout.ts";
import { parsePort, UsageError } from "./usage-error.ts";

/** What `npm run dev` was asked for. */
export interface StartArguments {
  readonly port: number;
  /** The address the Worker listens on; everything else stays on loopback. */
  readonly host: string;
  readonly stateDir: string;
  readonly fresh: boolean;
  readonly help: boolean;
}

export const START_USAGE = "usage: npm run dev -- [--port N] [--host ADDRESS] [--state-dir DIR] [--fresh]";

/** Reads the command line; throws `UsageError` for anything that is not in the usage. */
export function parseStartArguments(args: readonly string[]): StartArguments {
  const { values } = parse(args);
  return {
    port: values.port === undefined ? DEFAULT_PORT : parsePort(values.port),
    host: parseHost(values.host),
    stateDir: parseStateDir(values["state-dir"]) ?? DEFAULT_STATE_DIR,
    fresh: values.fresh ?? false,
    help: values.help ?? false,
  };
}

function parseHost(text = "127.0.0.1"): string {
  if (isIP(text) === 0) throw new UsageError("--host is no IP address");
  return text;
}

/** A directory given on the command line, made absolute; an empty one is refused. */
export function parseStateDir(text: string | undefined): string | undefined {
  if (text === "") throw new UsageError("--state-dir is empty");
  return text === undefined ? undefined : resolve(text);
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        port: { type: "string" },
        host: { type: "string" },
        "state-dir": { type: "string" },
        fresh: { type: "boolean" },
        help: { type: "boolean" },
      },
    });
  } catch (error) {
    throw UsageError.from(error);
  }
}
