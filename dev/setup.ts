// Writes .dev.vars with secrets of its own: `npm run setup [-- --file FILE] [--force]`. Never overwrites unless told to.
import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { parseArgs } from "node:util";
import { renderDevVars } from "./setup/render-dev-vars.ts";
import { CHECKOUT_DIR } from "./stack/checkout.ts";
import { messageOf, StartFailure } from "./stack/start-failure.ts";

const USAGE = "usage: npm run setup -- [--file FILE] [--force]";
/** Only its owner may read what it holds. */
const MODE = 0o600;

function setUp(args: readonly string[]): void {
  const options = { file: { type: "string" }, force: { type: "boolean" } } as const;
  const { file, force } = parseArgs({ args: [...args], options }).values;
  const target = file === undefined ? join(CHECKOUT_DIR, ".dev.vars") : resolve(file);
  const text = renderDevVars(readFileSync(join(CHECKOUT_DIR, ".dev.vars.example"), "utf8"));
  if (force === true) replace(target, text);
  else create(target, text);
  console.log(`${relative(process.cwd(), target)} is written, with a signing key and a key ring of its own.
Fill in the database, Redis and the providers; npm run dev needs none of it.`);
}

function create(target: string, text: string): void {
  try {
    writeFileSync(target, text, { mode: MODE, flag: "wx" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    throw new StartFailure(`${target} is there and stays as it is; --force makes it anew, and its keys with it`);
  }
}

/** In one step, and never readable by others, whatever was there before. */
function replace(target: string, text: string): void {
  const aside = `${target}.${process.pid}`;
  try {
    writeFileSync(aside, text, { mode: MODE, flag: "wx" });
    renameSync(aside, target);
  } finally {
    rmSync(aside, { force: true });
  }
}

try {
  setUp(process.argv.slice(2));
} catch (error) {
  const isUsage = error instanceof TypeError && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS");
  console.error(`setup: ${messageOf(error)}${isUsage ? `\n${USAGE}` : ""}`);
  process.exitCode = isUsage ? 2 : 1;
}
