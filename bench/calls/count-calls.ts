import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { type BackingServices, SERVICE_NAMES, type ServiceName, urlsOf } from "../backing-services.ts";
import type { BenchContext } from "../bench-context.ts";
import { COUNTING } from "../bundles.ts";
import { makeTokens, PAYMENT } from "../start-callers.ts";
import { INITIALIZE_PATH, type RunningWorker, startGateway } from "../start-gateway.ts";
import { CALLS_PATH, FINISHED_HEADER, type InnerCalls } from "./call-record.ts";
import { type CountingProxy, startCountingProxy } from "./counting-proxy.ts";

/** Calls of one kind each. */
export type Calls = Readonly<Record<ServiceName | keyof InnerCalls, number>>;

/** Calls made for one payment, on average. */
export interface CallsPerPayment {
  /** Those that the merchant's answer waited for. */
  readonly blocking: Calls;
  /** Those and all that followed. */
  readonly total: Calls;
}

const PAYMENTS = 5;
/** The first payments of a fresh isolate also load what is kept for all that follow. */
const WARM_UP_PAYMENTS = 3;
/** Longer than anything the gateway puts off on purpose, so that no call is taken for the next payment's. */
const QUIET_MS = 700;
const MAX_QUIET_WAIT_MS = 20_000;
const LOOK_EVERY_MS = 50;

type Proxies = Readonly<Record<ServiceName, CountingProxy>>;

/**
 * Counts what one payment after the other makes the gateway call: HTTP requests at proxies in front of the services,
 * calls of objects and queues at the bindings of a Worker that is otherwise the same.
 */
export async function countCalls(context: BenchContext, services: BackingServices): Promise<CallsPerPayment> {
  const proxies = await startProxies(context, services);
  const urls = { redis: proxies.redis.url, postgres: proxies.postgres.url, provider: proxies.provider.url };
  const gateway = await startGateway(context, COUNTING, services, urls);
  const [token = ""] = await makeTokens(1);
  for (let made = 0; made < WARM_UP_PAYMENTS; made++) await pay(gateway, proxies, token);
  await waitUntilQuiet(proxies, context.stopper.signal);
  await readInnerCalls(gateway);
  const blocking: Calls[] = [];
  const total: Calls[] = [];
  for (let made = 0; made < PAYMENTS; made++) {
    const before = snapshot(proxies, "begun");
    blocking.push(await pay(gateway, proxies, token));
    await waitUntilQuiet(proxies, context.stopper.signal);
    total.push({ ...subtract(snapshot(proxies, "begun"), before), ...(await readInnerCalls(gateway)) });
  }
  await gateway.stop();
  return { blocking: average(blocking), total: average(total) };
}

async function startProxies({ stopper }: BenchContext, services: BackingServices): Promise<Proxies> {
  const targets = urlsOf(services);
  const entries: [ServiceName, CountingProxy][] = [];
  for (const name of SERVICE_NAMES) {
    const proxy = await startCountingProxy(targets[name]);
    stopper.onStop(`the proxy of ${name}`, proxy.close);
    entries.push([name, proxy]);
  }
  return Object.fromEntries(entries) as Record<ServiceName, CountingProxy>;
}

/** Makes a payment; answers with the calls that had been answered when its own answer came. */
async function pay(gateway: RunningWorker, proxies: Proxies, token: string): Promise<Calls> {
  const before = snapshot(proxies, "finished");
  const answer = await fetch(`${gateway.info.url}${INITIALIZE_PATH}`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json", "idempotency-key": randomUUID() },
    body: JSON.stringify(PAYMENT),
  });
  const after = snapshot(proxies, "finished");
  const text = await answer.text();
  if (answer.status !== 201) throw new Error(`a payment was answered ${answer.status}: ${text}`);
  const inner = JSON.parse(answer.headers.get(FINISHED_HEADER) ?? "") as InnerCalls;
  return { ...subtract(after, before), ...inner };
}

async function readInnerCalls(gateway: RunningWorker): Promise<InnerCalls> {
  const answer = await fetch(`${gateway.info.url}${CALLS_PATH}`);
  return (await answer.json()) as InnerCalls;
}

async function waitUntilQuiet(proxies: Proxies, signal: AbortSignal): Promise<void> {
  const startedAt = performance.now();
  let seen = "";
  let quietSince = startedAt;
  while (performance.now() - quietSince < QUIET_MS) {
    await delay(LOOK_EVERY_MS, undefined, { signal });
    const now = JSON.stringify([snapshot(proxies, "begun"), snapshot(proxies, "finished")]);
    if (now !== seen) quietSince = performance.now();
    seen = now;
    if (performance.now() - startedAt > MAX_QUIET_WAIT_MS) throw new Error("the gateway goes on calling without end");
  }
}

function snapshot(proxies: Proxies, what: "begun" | "finished"): Record<ServiceName, number> {
  const entries = SERVICE_NAMES.map((name) => [name, proxies[name][what]()]);
  return Object.fromEntries(entries) as Record<ServiceName, number>;
}

function subtract(
  after: Record<ServiceName, number>,
  before: Record<ServiceName, number>,
): Record<ServiceName, number> {
  const entries = SERVICE_NAMES.map((name) => [name, after[name] - before[name]]);
  return Object.fromEntries(entries) as Record<ServiceName, number>;
}

function average(counts: readonly Calls[]): Calls {
  const of = (name: keyof Calls) => {
    const sum = counts.reduce((total, count) => total + count[name], 0);
    return Math.round((sum / counts.length) * 100) / 100;
  };
  return {
    redis: of("redis"),
    object: of("object"),
    provider: of("provider"),
    postgres: of("postgres"),
    queue: of("queue"),
  };
}
