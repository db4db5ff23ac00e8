import { setTimeout as delay } from "node:timers/promises";
import { SHARD_COUNT } from "../src/domain/identifiers.ts";
import type { BackingServices } from "./backing-services.ts";
import type { BenchContext } from "./bench-context.ts";
import { type Speed, summarize } from "./measurement.ts";
import type { CallResult } from "./parts/caller-part.ts";
import type { Callers } from "./start-callers.ts";
import { INITIALIZE_PATH, type RunningWorker } from "./start-gateway.ts";

/** Numbers of callers of the contract's benchmark. */
export const CALLER_COUNTS = [1, 32, 100] as const;

/** Gateway and floor at one number of callers. */
export interface Comparison {
  readonly callers: number;
  readonly gateway: Speed;
  readonly floor: Speed;
  /** Requests to Postgres for one payment under this load, those after the answers included. */
  readonly postgresPerPayment: number;
}

/** Both Workers take turns this often within a measurement, so that noise of the machine hits both. */
const TURNS = 2;
/** Code is slow until the engine has seen it run often: both Workers are measured when they are up to speed. */
const WARM_UP_REQUESTS = 2_000;
const WARM_UP_CALLERS = 32;
const WARM_UP_BURST_MS = 1_000;
/** A machine that is slower than that is measured as it is by then. */
const MAX_WARM_UP_MS = 6_000;
const MAX_WAIT_FOR_OBJECTS_MS = 60_000;
/** The gateway goes on writing to Postgres after its answers; the floor is not measured while it does. */
const QUIET_MS = 700;
const MAX_DRAIN_MS = 30_000;
const LOOK_EVERY_MS = 100;

type Contestant = "gateway" | "floor";
/** One burst of so many callers at one of the Workers. */
type Burst = (who: Contestant, callers: number, durationMs: number) => Promise<CallResult>;

/** Measures both Workers at each number of callers, on warm objects only. */
export async function measureSpeed(
  context: BenchContext,
  workers: Readonly<Record<Contestant, RunningWorker>>,
  services: BackingServices,
  callers: Callers,
  seconds: number,
): Promise<Comparison[]> {
  const burst: Burst = (who, count, durationMs) => {
    const url = workers[who].info.url + INITIALIZE_PATH;
    return callers.call({ url, callers: count, durationMs });
  };
  for (const who of ["gateway", "floor"] as const) {
    await warmUp(burst, who);
    await waitUntilDrained(context, services);
  }
  const comparisons: Comparison[] = [];
  for (const count of CALLER_COUNTS) comparisons.push(await compare(context, services, burst, count, seconds));
  return comparisons;
}

async function compare(
  context: BenchContext,
  services: BackingServices,
  burst: Burst,
  callers: number,
  seconds: number,
): Promise<Comparison> {
  const turnMs = (seconds * 1_000) / TURNS;
  const gateway: CallResult[] = [];
  const floor: CallResult[] = [];
  const before = await services.parts.postgres.perform(null);
  for (let turn = 0; turn < TURNS; turn++) {
    floor.push(await burst("floor", callers, turnMs));
    gateway.push(await burst("gateway", callers, turnMs));
    await waitUntilDrained(context, services);
  }
  const requests = (await services.parts.postgres.perform(null)) - before;
  const payments = gateway.reduce((sum, { answered }) => sum + answered, 0);
  reportErrors(context, callers, { gateway, floor });
  return {
    callers,
    gateway: summarize(gateway),
    floor: summarize(floor),
    postgresPerPayment: payments === 0 ? 0 : requests / payments,
  };
}

/** An object's first use makes its file, and code runs slowly at first; nothing of that belongs in the numbers. */
async function warmUp(burst: Burst, who: Contestant): Promise<void> {
  const startedAt = performance.now();
  const objects = new Set<number>();
  let answered = 0;
  const isWarm = () => {
    const passedMs = performance.now() - startedAt;
    return objects.size === SHARD_COUNT && (answered >= WARM_UP_REQUESTS || passedMs > MAX_WARM_UP_MS);
  };
  while (!isWarm()) {
    const result = await burst(who, WARM_UP_CALLERS, WARM_UP_BURST_MS);
    answered += result.answered;
    for (const object of result.objects) objects.add(object);
    if (answered === 0) throw new Error(`the ${who} answers no request: ${JSON.stringify(result.errors)}`);
    if (performance.now() - startedAt > MAX_WAIT_FOR_OBJECTS_MS) {
      throw new Error(`only ${objects.size} of the ${who}'s ${SHARD_COUNT} objects have answered`);
    }
  }
}

async function waitUntilDrained({ say, stopper }: BenchContext, { parts }: BackingServices): Promise<void> {
  const startedAt = performance.now();
  let requests = await parts.postgres.perform(null);
  let quietSince = startedAt;
  while (performance.now() - quietSince < QUIET_MS) {
    await delay(LOOK_EVERY_MS, undefined, { signal: stopper.signal });
    const now = await parts.postgres.perform(null);
    if (now !== requests) quietSince = performance.now();
    requests = now;
    if (performance.now() - startedAt > MAX_DRAIN_MS) {
      say(`  (after ${MAX_DRAIN_MS / 1_000} s the gateway is still writing to Postgres; measuring on)`);
      return;
    }
  }
}

function reportErrors({ say }: BenchContext, count: number, bursts: Record<string, readonly CallResult[]>): void {
  for (const [who, results] of Object.entries(bursts)) {
    const errors = results.map((result) => result.errors).filter((each) => Object.keys(each).length > 0);
    if (errors.length > 0) say(`  ${who}, ${count} callers: answers other than 201: ${JSON.stringify(errors)}`);
  }
}
