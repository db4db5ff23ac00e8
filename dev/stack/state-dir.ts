import { chmodSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { endLeftovers } from "./leftover-processes.ts";
import { type LockFile, LockTaken, takeLockFile } from "./lock-file.ts";
import { StartFailure } from "./start-failure.ts";

/** Says that a directory is ours, and so may be emptied. */
const MARKER = ".payment-gateway-state";
const LOCK = "lock";

/** An instance whose npm was killed notices within a second and then needs a few to stop. */
const LOCK_PATIENCE_MS = 8_000;
const LOCK_LOOK_EVERY_MS = 200;

/** A state directory that is this process's alone until its lock is released. */
export interface StateDir {
  readonly lock: LockFile;
  /** How many processes of a run that was killed had to be ended. */
  readonly endedProcesses: number;
}

/**
 * Makes a directory this process's alone, and ends what a killed run left running in it. Only a new, an empty or one of
 * our own directories is taken, since `fresh` deletes whatever a taken one holds.
 */
export async function openStateDir(path: string, options: { readonly fresh: boolean }): Promise<StateDir> {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  const entries = readdirSync(path);
  if (entries.length > 0 && !entries.includes(MARKER)) {
    throw new StartFailure(`${path} is not empty and not a state directory of the gateway: give another --state-dir`);
  }
  // It holds secrets, and may have been made by somebody less careful.
  chmodSync(path, 0o700);
  writeFileSync(join(path, MARKER), "Local state of the payment gateway (npm run dev).\n");
  const lock = await waitForLock(path);
  const endedProcesses = await endLeftovers(path);
  if (options.fresh) empty(path);
  return { lock, endedProcesses };
}

async function waitForLock(path: string): Promise<LockFile> {
  const deadline = Date.now() + LOCK_PATIENCE_MS;
  for (;;) {
    try {
      return takeLockFile(join(path, LOCK), `the state directory ${path}`);
    } catch (error) {
      if (!(error instanceof LockTaken) || Date.now() > deadline) throw error;
      await delay(LOCK_LOOK_EVERY_MS);
    }
  }
}

function empty(path: string): void {
  for (const entry of readdirSync(path)) {
    if (entry !== MARKER && entry !== LOCK) rmSync(join(path, entry), { recursive: true, force: true });
  }
}
