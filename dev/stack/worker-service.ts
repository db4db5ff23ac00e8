import { rmSync } from "node:fs";
import { join } from "node:path";
import { toEnvFile } from "./env-file.ts";
import { writePrivateFile } from "./json-file.ts";
import { forgetProcesses } from "./leftover-processes.ts";
import type { StackContext } from "./stack-context.ts";
import { waitForHealth } from "./wait-for-health.ts";
import { openWorkerLog } from "./worker-log.ts";
import { startWorkerProcess } from "./worker-process.ts";

/** Where the Worker answers, and what it is configured with. */
export interface WorkerServiceOptions {
  readonly port: number;
  readonly host: string;
  readonly origin: string;
  readonly variables: Readonly<Record<string, string>>;
}

/**
 * Starts the Worker and waits until it is healthy; answers with the file it logs to. A Worker that ends later on stops
 * the whole instance.
 */
export async function startWorker(context: StackContext, options: WorkerServiceOptions): Promise<{ logFile: string }> {
  const { stateDir, stopper } = context;
  const { port, host, origin, variables } = options;
  const envFile = join(stateDir, "worker.env");
  writePrivateFile(envFile, toEnvFile(variables));
  // wrangler's own debug logs, one file a run, and its register of running Workers: of no use to the next run.
  rmSync(join(stateDir, "wrangler"), { recursive: true, force: true });
  const log = openWorkerLog(stateDir);
  stopper.onStop("the Worker's log", log.close);
  const worker = startWorkerProcess({ port, host, stateDir, envFile, log });
  stopper.onStop("the Worker", async () => {
    await worker.stop();
    forgetProcesses(stateDir);
  });
  const withLog = (what: string) => `${what}; the end of ${log.file}:\n${log.tail()}\n`;
  void worker.ended.then(() => stopper.request({ exitCode: 1, message: withLog("the Worker has ended") }));
  await waitForHealth(origin, stopper.signal).catch((error: unknown) => {
    if (!stopper.signal.aborted) console.error(withLog("the Worker did not start"));
    throw error;
  });
  return { logFile: log.file };
}
