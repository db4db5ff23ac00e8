import { join } from "node:path";
import { unstable_getMiniflareWorkerOptions } from "wrangler";
import type { BenchContext } from "./bench-context.ts";
import { FLOOR, scriptOf } from "./bundles.ts";
import { startPart } from "./parts/start-part.ts";
import type { WorkerPartOptions } from "./parts/worker-part.ts";
import type { RunningWorker } from "./start-gateway.ts";

/** Serves the floor exactly as the gateway is served. */
export function startFloor({ runDir, stopper }: BenchContext): Promise<RunningWorker> {
  const options: WorkerPartOptions = {
    name: FLOOR.name,
    script: scriptOf(runDir, FLOOR),
    stateDir: join(runDir, "objects"),
    worker: unstable_getMiniflareWorkerOptions(FLOOR.config).workerOptions,
  };
  return startPart(stopper, "worker", options);
}
