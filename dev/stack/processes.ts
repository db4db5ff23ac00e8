import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, readlinkSync } from "node:fs";

/** Where the system shows its processes as files (Linux); elsewhere less can be told, and `ps` has to do. */
const HAS_PROC = existsSync("/proc/self/stat");

/** A live process as far as it can be seen from outside; `environment` is empty where the system hides it. */
export interface ProcessInfo {
  readonly pid: number;
  readonly group: number;
  readonly commandLine: string;
  readonly environment: readonly string[];
}

/**
 * What tells a process from a later one that got the same number: its start, in the system's own words. Null when no
 * such process runs; one that has ended but was not collected by its parent counts as not running.
 */
export function findStartMark(pid: number): string | null {
  if (HAS_PROC) return readStat(pid)?.start ?? null;
  return runPs(["-p", String(pid), "-o", "lstart="]).trim() || null;
}

/** All live processes of the machine but this one. */
export function listProcesses(): ProcessInfo[] {
  if (HAS_PROC) return listPids().flatMap((pid) => (pid === process.pid ? [] : (describe(pid) ?? [])));
  return runPs(["-A", "-o", "pid=,pgid=,command="])
    .split("\n")
    .flatMap((line) => {
      const [, pid, group, commandLine = ""] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
      return pid === undefined ? [] : [{ pid: Number(pid), group: Number(group), commandLine, environment: [] }];
    });
}

/** The process that listens on a TCP port; null when there is none, or it is not this user's to see. */
export function findListener(port: number): ProcessInfo | null {
  if (!HAS_PROC) return null;
  const sockets = new Set(listListeningSockets(port).map((inode) => `socket:[${inode}]`));
  if (sockets.size === 0) return null;
  const pid = listPids().find((each) => listDescriptors(each).some((target) => sockets.has(target)));
  return pid === undefined ? null : describe(pid);
}

function describe(pid: number): ProcessInfo | null {
  const stat = readStat(pid);
  if (stat === null) return null;
  const split = (text: string | null) => (text ?? "").split("\0").filter((part) => part !== "");
  return {
    pid,
    group: stat.group,
    commandLine: split(readOrNull(`/proc/${pid}/cmdline`)).join(" "),
    environment: split(readOrNull(`/proc/${pid}/environ`)),
  };
}

/** Null for one that is gone or has ended; only its parent still knows the latter. */
function readStat(pid: number): { group: number; start: string } | null {
  const text = readOrNull(`/proc/${pid}/stat`);
  if (text === null) return null;
  // The name (2nd field) may hold spaces and brackets, so fields are counted after its closing one.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const [state = "X", , group] = fields;
  return state === "Z" || state === "X" ? null : { group: Number(group), start: fields[19] ?? "" };
}

function listPids(): number[] {
  return readdirSync("/proc")
    .map(Number)
    .filter((pid) => pid > 0);
}

function listListeningSockets(port: number): string[] {
  const listening = "0A";
  const hexPort = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  return ["tcp", "tcp6"].flatMap((table) => {
    const rows = (readOrNull(`/proc/net/${table}`) ?? "").split("\n").map((row) => row.trim().split(/\s+/));
    return rows.filter((row) => row[1]?.endsWith(hexPort) && row[3] === listening).map((row) => row[9] ?? "");
  });
}

function listDescriptors(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).map((name) => readLinkOrEmpty(`/proc/${pid}/fd/${name}`));
  } catch {
    return [];
  }
}

function readLinkOrEmpty(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return "";
  }
}

/** Processes end while they are looked at, and others' may not be read: both are just not there. */
function readOrNull(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}

function runPs(args: readonly string[]): string {
  try {
    return execFileSync("ps", args, { encoding: "utf8" });
  } catch {
    return "";
  }
}
