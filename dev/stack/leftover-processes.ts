import { rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { CHECKOUT_DIR } from "./checkout.ts";
import { readJsonFile, writeJsonFile } from "./json-file.ts";
import { findStartMark, listProcesses, type ProcessInfo } from "./processes.ts";

/** How the processes of one run are known again: a random word in their environment, and their group. */
export interface RunMark {
  readonly instance: string;
  readonly group: number;
}

const KILL_PATIENCE_MS = 5_000;
const LOOK_EVERY_MS = 20;

/** Notes the processes of the present run, for the next start to find should this one be killed. */
export function rememberProcesses(stateDir: string, mark: RunMark): void {
  writeJsonFile(fileOf(stateDir), { ...mark });
}

/** Says that nothing of the present run is left. */
export function forgetProcesses(stateDir: string): void {
  rmSync(fileOf(stateDir), { force: true });
}

/**
 * Ends what the run before left behind, if it was killed before it could: workerd would hold the port and the objects'
 * files. Only processes that are certainly of that run are touched. Answers how many there were.
 */
export async function endLeftovers(stateDir: string): Promise<number> {
  const mark = readJsonFile(fileOf(stateDir));
  if (mark === null) return 0;
  const leftovers = listProcesses().filter((each) => isOfRun(each, String(mark.instance), Number(mark.group)));
  for (const { pid } of leftovers) kill(pid);
  const deadline = Date.now() + KILL_PATIENCE_MS;
  while (leftovers.some(({ pid }) => findStartMark(pid) !== null) && Date.now() < deadline) await delay(LOOK_EVERY_MS);
  forgetProcesses(stateDir);
  return leftovers.length;
}

/** The random word is proof; where environments cannot be read, group and path together have to do. */
function isOfRun(each: ProcessInfo, instance: string, group: number): boolean {
  if (each.environment.length > 0) return each.environment.includes(`GATEWAY_INSTANCE=${instance}`);
  return each.group === group && each.commandLine.includes(CHECKOUT_DIR);
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It ended by itself.
  }
}

function fileOf(stateDir: string): string {
  return join(stateDir, "processes.json");
}
