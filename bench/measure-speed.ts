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
const TURNS = 4;
const WARM_UP_MS = 1_500;
const WARM_UP_CALLERS = 32;
const MAX_WARM_UPS = 20;
/** The gateway goes on writing to Postgres after its answers; the floor is not measured while it does. */
const QUIET_MS = 700;
const MAX_DRAIN_MS = 30_000;
const LOOK_EVERY_MS = 100;

/** Measures both Workers at each number of callers, on warm objects only. */
export async function measureSpeed(
  context: BenchContext,
  workers: { readonly gateway: RunningWorker; readonly floor: RunningWorker },
  services: BackingServices,
  callers: Callers,
  seconds: number,
): Promise<Comparison[]> {
  const target = { gateway: `${workers.gateway.info.url}${INITIALIZE_PATH}`, floor: `${workers.floor.info.url}/` };
  const burst = (who: "gateway" | "floor", count: number, durationMs: number) =>
    callers.perform({ url: target[who], callers: count, durationMs });
  const settle = () => waitUntilDrained(services, context);

  await warmUp((ms) => burst("gateway", WARM_UP_CALLERS, ms));
  await burst("floor", WARM_UP_CALLERS, WARM_UP_MS);
  await settle();
  const comparisons: Comparison[] = [];
  for (const count of CALLER_COUNTS) {
    const bursts = { gateway: [] as CallResult[], floor: [] as CallResult[] };
    const before = await services.parts.postgres.perform(null);
    for (let turn = 0; turn < TURNS; turn++) {
      bursts.floor.push(await burst("floor", count, (seconds * 1_000) / TURNS));
      bursts.gateway.push(await burst("gateway", count, (seconds * 1_000) / TURNS));
      await settle();
    }
    const gateway = summarize(bursts.gateway);
    const payments = bursts.gateway.reduce((sum, { latenciesMs }) => sum + latenciesMs.length, 0);
    const requests = (await services.parts.postgres.perform(null)) - before;
    const comparison = {
      callers: count,
      gateway,
      floor: summarize(bursts.floor),
      postgresPerPayment: requests / payments,
    };
    reportErrors(context, count, bursts);
    comparisons.push(comparison);
  }
  return comparisons;
}

/** A shard's first use makes its file; nothing of that belongs in the numbers. */
async function warmUp(burst: (durationMs: number) => Promise<CallResult>): Promise<void> {
  const seen = new Set<number>();
  let last: CallResult | null = null;
  for (let tries = 0; tries < MAX_WARM_UPS; tries++) {
    last = await burst(WARM_UP_MS);
    for (const shard of last.shards) seen.add(shard);
    if (seen.size === SHARD_COUNT) return;
  }
  throw new Error(`only ${seen.size} of ${SHARD_COUNT} shards answered: ${JSON.stringify(last?.errors)}`);
}

async function waitUntilDrained({ parts }: BackingServices, { say, stopper }: BenchContext): Promise<void> {
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
