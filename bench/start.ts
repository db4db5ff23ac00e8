// Measures the gateway on this machine: `npm run bench`.
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { findStartMark } from "../dev/stack/processes.ts";
import { messageOf, StartFailure } from "../dev/stack/start-failure.ts";
import { createStopper, type Stopper } from "../dev/stack/stop.ts";
import { UsageError } from "../dev/stack/usage-error.ts";
import { watchNpm } from "../dev/stack/watch-npm.ts";
import { startBackingServices } from "./backing-services.ts";
import { BENCH_USAGE, type BenchArguments, parseBenchArguments } from "./bench-arguments.ts";
import type { BenchContext } from "./bench-context.ts";
import { buildBundle } from "./build-bundle.ts";
import { bundleDirOf, COUNTING, FLOOR, GATEWAY } from "./bundles.ts";
import { countCalls } from "./calls/count-calls.ts";
import { measureSockets } from "./measure-sockets.ts";
import { measureSpeed } from "./measure-speed.ts";
import { printReport } from "./print-report.ts";
import { startCallers } from "./start-callers.ts";
import { startFloor } from "./start-floor.ts";
import { startGateway } from "./start-gateway.ts";

/** Exit code of a run that somebody has stopped, as shells have it: it has no result. */
const INTERRUPTED = 130;

async function runBenchmark({ seconds, stateDir }: BenchArguments, stopper: Stopper): Promise<void> {
  const context: BenchContext = { runDir: makeRunDir(stateDir, stopper), stopper, say: (text) => console.log(text) };
  const { runDir, say } = context;
  say("building the Worker, its counting twin and the floor");
  await Promise.all([GATEWAY, COUNTING, FLOOR].map((each) => buildBundle(each, bundleDirOf(runDir, each), stopper)));
  say("starting Postgres, Redis, the provider, workerd and the callers");
  const services = await startBackingServices(context);
  const callers = await startCallers(context);
  const gateway = await startGateway(context, GATEWAY, services);
  const floor = await startFloor(context);
  say(`measuring, ${seconds} s each`);
  const comparisons = await measureSpeed(context, { gateway, floor }, services, callers, seconds);
  say("telling many sockets of one event");
  const sockets = await measureSockets(context, gateway, services, callers);
  await Promise.all([gateway.stop(), floor.stop(), callers.stop()]);
  say("counting calls");
  const calls = await countCalls(context, services);
  printReport({ comparisons, sockets, calls, seconds });
}

/** Makes this run's own folder, named after its process. */
function makeRunDir(stateDir: string, stopper: Stopper): string {
  mkdirSync(stateDir, { recursive: true });
  // A run that was killed could not tidy up.
  const left = readdirSync(stateDir).filter((name) => /^[0-9]+-/.test(name) && !isRunning(Number.parseInt(name, 10)));
  for (const name of left) rmSync(join(stateDir, name), { recursive: true, force: true });
  const runDir = mkdtempSync(join(stateDir, `${process.pid}-`));
  stopper.onStop("the files of this run", () => rmSync(runDir, { recursive: true, force: true, maxRetries: 3 }));
  return runDir;
}

function isRunning(pid: number): boolean {
  return findStartMark(pid) !== null;
}

async function runUntilDone(args: BenchArguments): Promise<number> {
  const stopper = createStopper();
  stopper.onStop(
    "the watch over npm",
    watchNpm(() => stopper.request({ exitCode: 1, message: "npm has gone: stopping" })),
  );
  const run = runBenchmark(args, stopper).then(
    () => 0,
    (error: unknown) => {
      if (stopper.signal.aborted) return 1;
      console.error(error instanceof StartFailure ? `bench: ${error.message}` : error);
      return 1;
    },
  );
  const stopped = stopper.requested.then(({ exitCode, message }) => {
    console.error(message);
    return exitCode === 0 ? INTERRUPTED : exitCode;
  });
  const exitCode = await Promise.race([run, stopped]);
  await stopper.endAll();
  return exitCode;
}

// A pipe that goes away takes its messages with it; the run still ends in order.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);

try {
  const args = parseBenchArguments(process.argv.slice(2));
  if (args.help) console.log(BENCH_USAGE);
  process.exit(args.help ? 0 : await runUntilDone(args));
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(`bench: ${messageOf(error)}\n${BENCH_USAGE}`);
  process.exit(2);
}
