import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { CHECKOUT_DIR } from "./checkout.ts";
import { rememberProcesses } from "./leftover-processes.ts";
import { StartFailure } from "./start-failure.ts";
import type { WorkerLog } from "./worker-log.ts";

/** The guard ends its group within 5 s of being told; past this it is ended from here. */
const STOP_PATIENCE_MS = 8_000;

/** What `wrangler dev` is started with. */
export interface WorkerOptions {
  readonly port: number;
  /** The address to listen on. */
  readonly host: string;
  readonly stateDir: string;
  /** File with the Worker's variables: on the command line every user of the machine could read them. */
  readonly envFile: string;
  readonly log: WorkerLog;
}

/** A running `wrangler dev` with its workerd and helpers. */
export interface WorkerProcess {
  /** Resolves when it has ended, whoever ended it. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts `wrangler dev` under the guard, in a process group of its own. The guard ends that group when this process
 * goes away without saying so, since nothing else would: workerd outlives a wrangler that is killed.
 */
export function startWorkerProcess(options: WorkerOptions): WorkerProcess {
  const instance = randomUUID();
  const guard = spawn(
    process.execPath,
    [
      ...process.execArgv,
      join(CHECKOUT_DIR, "dev/guard.ts"),
      process.execPath,
      findWrangler(),
      ...toArguments(options),
    ],
    { cwd: CHECKOUT_DIR, detached: true, stdio: ["pipe", "pipe", "pipe"], env: toEnvironment(options, instance) },
  );
  const ended = new Promise<void>((resolve) => {
    guard.once("exit", () => resolve());
    guard.once("error", () => resolve());
  });
  if (guard.pid === undefined) throw new StartFailure("the Worker's guard process could not be started");
  rememberProcesses(options.stateDir, { instance, group: guard.pid });
  // The guard may be gone before it is told to stop.
  guard.stdin.on("error", () => undefined);
  options.log.follow(guard.stdout);
  options.log.follow(guard.stderr);
  return { ended, stop: () => stop(guard, ended) };
}

async function stop(guard: ChildProcess, ended: Promise<void>): Promise<void> {
  guard.stdin?.end();
  const timer = setTimeout(() => killGroup(guard), STOP_PATIENCE_MS);
  await ended;
  clearTimeout(timer);
  killGroup(guard);
}

function killGroup(guard: ChildProcess): void {
  try {
    if (guard.pid !== undefined) process.kill(-guard.pid, "SIGKILL");
  } catch {
    // Nobody is left in the group.
  }
}

function findWrangler(): string {
  const manifest = createRequire(import.meta.url).resolve("wrangler/package.json");
  return join(dirname(manifest), "bin/wrangler.js");
}

function toArguments({ port, host, stateDir, envFile }: WorkerOptions): string[] {
  return [
    "dev",
    ...["--config", join(CHECKOUT_DIR, "wrangler.toml")],
    ...["--ip", host, "--port", String(port)],
    // Any free one, so that two instances do not meet on the default.
    ...["--inspector-port", "0"],
    ...["--persist-to", join(stateDir, "worker")],
    ...["--env-file", envFile],
    "--show-interactive-dev-session=false",
  ];
}

function toEnvironment({ stateDir }: WorkerOptions, instance: string): NodeJS.ProcessEnv {
  // It would choose another set of bindings in wrangler.toml.
  const { CLOUDFLARE_ENV: _, ...inherited } = process.env;
  return {
    ...inherited,
    GATEWAY_INSTANCE: instance,
    WRANGLER_SEND_METRICS: "false",
    WRANGLER_HIDE_BANNER: "true",
    WRANGLER_LOG_PATH: join(stateDir, "wrangler/logs"),
    WRANGLER_CACHE_DIR: join(stateDir, "wrangler/cache"),
    // Shared, it would offer one instance's objects to another of the same name.
    WRANGLER_REGISTRY_PATH: join(stateDir, "wrangler/registry"),
    CLOUDFLARE_CF_FETCH_ENABLED: "false",
    CLOUDFLARE_INCLUDE_PROCESS_ENV: "false",
    X_LOCAL_OBSERVABILITY: "false",
    X_LOCAL_EXPLORER: "false",
    NO_COLOR: "1",
  };
}
