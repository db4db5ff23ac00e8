import { parseArgs } from "node:util";
import { parseStateDir } from "../stack/start-arguments.ts";
import { parsePort, UsageError } from "../stack/usage-error.ts";

/** What `npm run db:verify` was asked for. */
export interface VerifyArguments {
  /** A deployed gateway's origin; undefined: the local instance. */
  readonly url: string | undefined;
  readonly port: number | undefined;
  readonly stateDir: string | undefined;
  readonly repair: boolean;
  readonly removeExtra: boolean;
  /** Where an earlier walk has ended. */
  readonly cursor: string | null;
}

export const VERIFY_USAGE = `usage: npm run db:verify -- [--repair] [--remove-extra] [--cursor CURSOR] [--port N] [--state-dir DIR]
       npm run db:verify -- --url https://… [--repair] [--remove-extra] [--cursor CURSOR]
A deployed gateway (--url) is asked with the operator's token in the variable GATEWAY_TOKEN.`;

/** Reads the command line; throws `UsageError` for anything that is not in the usage. */
export function parseVerifyArguments(args: readonly string[]): VerifyArguments {
  const { values } = parse(args);
  if (values.url !== undefined && !/^https?:$/.test(URL.parse(values.url)?.protocol ?? "")) {
    throw new UsageError("--url is not an http(s) address");
  }
  return {
    url: values.url?.replace(/\/+$/, ""),
    port: values.port === undefined ? undefined : parsePort(values.port),
    stateDir: parseStateDir(values["state-dir"]),
    repair: values.repair ?? false,
    removeExtra: values["remove-extra"] ?? false,
    cursor: values.cursor ?? null,
  };
}

function parse(args: readonly string[]) {
  const text = { type: "string" } as const;
  const flag = { type: "boolean" } as const;
  try {
    const options = { url: text, port: text, "state-dir": text, cursor: text, repair: flag, "remove-extra": flag };
    return parseArgs({ args: [...args], options });
  } catch (error) {
    throw UsageError.from(error);
  }
}
