import { join } from "node:path";
import { parseArgs } from "node:util";
import { CHECKOUT_DIR } from "../dev/stack/checkout.ts";
import { parseStateDir } from "../dev/stack/start-arguments.ts";
import { UsageError } from "../dev/stack/usage-error.ts";

/** What `npm run bench` was asked for. */
export interface BenchArguments {
  /** Length of one measurement: gateway or floor at one number of callers. */
  readonly seconds: number;
  /** Where objects and bundles are kept while it runs; what the disk there takes for a write is part of the numbers. */
  readonly stateDir: string;
  readonly help: boolean;
}

/** How to call it, for people. */
export const BENCH_USAGE = "usage: npm run bench -- [--seconds N] [--state-dir DIR]";

/** Short enough that a run with everything takes about a minute. */
const DEFAULT_SECONDS = 4;
const MAX_SECONDS = 600;

/** Reads the command line; throws `UsageError` for anything that is not in the usage. */
export function parseBenchArguments(args: readonly string[]): BenchArguments {
  const { values } = parse(args);
  const seconds = values.seconds === undefined ? DEFAULT_SECONDS : Number(values.seconds);
  if (!Number.isFinite(seconds) || seconds < 1 || seconds > MAX_SECONDS) {
    throw new UsageError(`--seconds is not a number between 1 and ${MAX_SECONDS}`);
  }
  return {
    seconds,
    // The system's folder for temporary files may be in memory, and objects belong on a disk.
    stateDir: parseStateDir(values["state-dir"]) ?? join(CHECKOUT_DIR, ".gateway/bench"),
    help: values.help ?? false,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: { seconds: { type: "string" }, "state-dir": { type: "string" }, help: { type: "boolean" } },
    });
  } catch (error) {
    throw UsageError.from(error);
  }
}
