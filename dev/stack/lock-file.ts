import { randomUUID } from "node:crypto";
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { findStartMark } from "./processes.ts";
import { StartFailure } from "./start-failure.ts";

/** A held lock. `release()` may be called again; a process that is killed leaves the file behind, to be seen as stale. */
export interface LockFile {
  release(): void;
}

/** Somebody alive holds the lock. */
export class LockTaken extends StartFailure {
  readonly pid: number;
  constructor(what: string, pid: number) {
    super(`${what} is in use by process ${pid}: stop that one first`);
    this.pid = pid;
  }
}

interface LockHolder {
  readonly pid: number;
  readonly startMark: string;
}

/** Each attempt after the first follows a stale lock taken away, or a holder that let go meanwhile. */
const MAX_ATTEMPTS = 5;

/**
 * Makes this process the only holder of a lock file, or throws `LockTaken`. The lock of a process that no longer runs
 * is taken over. `what` names the thing that is locked, for the message.
 */
export function takeLockFile(file: string, what: string): LockFile {
  const own: LockHolder = { pid: process.pid, startMark: findStartMark(process.pid) ?? "" };
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    if (tryCreate(file, own)) return { release: () => releaseOwn(file, own) };
    const holder = readHolder(file);
    if (holder !== null && isAlive(holder)) throw new LockTaken(what, holder.pid);
    if (holder !== null) removeStale(file, holder);
  }
  throw new StartFailure(`${file} cannot be read as a lock: delete it if no other instance runs`);
}

/** A link appears whole or not at all, so nobody ever reads a lock that is half written. */
function tryCreate(file: string, own: LockHolder): boolean {
  const draft = `${file}.${randomUUID()}`;
  writeFileSync(draft, JSON.stringify(own), { mode: 0o600 });
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Moves the stale lock aside before deleting it: two takers cannot both move the same file. */
function removeStale(file: string, stale: LockHolder): void {
  const aside = `${file}.${randomUUID()}`;
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  const moved = readHolder(aside);
  // Somebody else was faster, and what was moved is their fresh lock: put it back.
  if (moved !== null && !isSame(moved, stale) && isAlive(moved)) linkBack(aside, file);
  rmSync(aside, { force: true });
}

function linkBack(aside: string, file: string): void {
  try {
    linkSync(aside, file);
  } catch {
    // A third one took its place; the next look at the holder sees who.
  }
}

function releaseOwn(file: string, own: LockHolder): void {
  const holder = readHolder(file);
  if (holder !== null && isSame(holder, own)) rmSync(file, { force: true });
}

function readHolder(file: string): LockHolder | null {
  try {
    const json = JSON.parse(readFileSync(file, "utf8")) as Partial<Record<string, unknown>>;
    return { pid: Number(json.pid), startMark: String(json.startMark) };
  } catch {
    return null;
  }
}

function isAlive(holder: LockHolder): boolean {
  return findStartMark(holder.pid) === holder.startMark;
}

function isSame(one: LockHolder, other: LockHolder): boolean {
  return one.pid === other.pid && one.startMark === other.startMark;
}
