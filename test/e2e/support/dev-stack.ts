import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const ROOT = join(import.meta.dirname, "../../..");
const READY_WITHIN_MS = 120_000;

/** A local stack, as an engineer starts it. */
export interface DevStack {
  readonly port: number;
  readonly stateDir: string;
  readonly api: string;
  /** Everything it has printed so far. */
  output(): string;
  /** Everything that runs for it, itself included. */
  processes(): Promise<number[]>;
  /** Ends every process of it at once, as a power cut would. */
  kill(): Promise<void>;
  /** Asks it to stop, as Ctrl-C does; gives its exit code. */
  stop(): Promise<number | null>;
}

/** A folder for state that is removed with `remove`. */
export async function makeStateDir(): Promise<{ path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), "gateway-e2e-"));
  return { path, remove: () => rm(path, { recursive: true, force: true, maxRetries: 5 }) };
}

/** A port that is free right now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  await promisify(server.close.bind(server))();
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

/** What one of the project's commands prints. */
export async function runCommand(name: string, args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, ["dev/run.mjs", name, ...args], { cwd: ROOT });
  return stdout.trim();
}

/** Starts the stack with the project's own command and waits until it says how to make a payment. */
export async function startDevStack(
  port: number,
  stateDir: string,
  env: Record<string, string> = {},
): Promise<DevStack> {
  const child = spawn(process.execPath, ["dev/run.mjs", "start", "--port", String(port), "--state-dir", stateDir], {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  let output = "";
  child.stdout?.on("data", (chunk: Buffer) => {
    output += chunk.toString();
  });
  child.stderr?.on("data", (chunk: Buffer) => {
    output += chunk.toString();
  });
  await waitUntilReady(child, () => output);
  return {
    port,
    stateDir,
    api: `http://127.0.0.1:${port}/api/v1`,
    output: () => output,
    kill: () => killAll(child),
    processes: async () => [child.pid ?? 0, ...(await descendantsOf(child.pid ?? 0))],
    async stop() {
      const exited = once(child, "exit");
      child.kill("SIGINT");
      const [code] = (await exited) as [number | null];
      return code;
    },
  };
}

async function waitUntilReady(child: ChildProcess, output: () => string): Promise<void> {
  const end = Date.now() + READY_WITHIN_MS;
  while (!/^curl /m.test(output())) {
    if (child.exitCode !== null) throw new Error(`the stack ended with ${child.exitCode}:\n${output()}`);
    if (Date.now() > end) throw new Error(`the stack was not ready in time:\n${output()}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** SIGKILL for the starter and everything that descends from it, at once. */
async function killAll(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  for (const pid of [child.pid, ...(await descendantsOf(child.pid))]) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It has ended by itself meanwhile.
    }
  }
  await exited;
}

/** Every process that a process has started, and those in turn. */
export async function descendantsOf(pid: number): Promise<number[]> {
  const rows = await listProcesses();
  const childrenOf = (parent: number): number[] =>
    rows.filter((row) => row.parent === parent).flatMap((row) => [row.pid, ...childrenOf(row.pid)]);
  return childrenOf(pid);
}

/** Which of some processes are still running. */
export async function runningOf(pids: readonly number[]): Promise<number[]> {
  const rows = await listProcesses();
  return pids.filter((pid) => rows.some((row) => row.pid === pid && !row.state.startsWith("Z")));
}

async function listProcesses(): Promise<{ pid: number; parent: number; state: string }[]> {
  const child = spawn("ps", ["-eo", "pid=,ppid=,stat="], { stdio: ["ignore", "pipe", "ignore"] });
  let text = "";
  for await (const chunk of child.stdout) text += String(chunk);
  return text.split("\n").flatMap((line) => {
    const [pid, parent, state] = line.trim().split(/\s+/);
    return state === undefined ? [] : [{ pid: Number(pid), parent: Number(parent), state }];
  });
}
