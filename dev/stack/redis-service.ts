import { randomBytes } from "node:crypto";
import { join } from "node:path";
import type { RedisBackend } from "../bridges/redis/redis-backend.ts";
import { openJournaledRedis } from "../bridges/redis/redis-journal.ts";
import { startRedisBridge } from "../bridges/redis/start-redis-bridge.ts";
import type { StackContext } from "./stack-context.ts";
import { messageOf, StartFailure } from "./start-failure.ts";

/** The Worker's variables for Redis, and where they lead. */
export interface RedisService {
  readonly description: string;
  readonly variables: Readonly<Record<string, string>>;
}

const PROBE_TIMEOUT_MS = 10_000;

/** Makes a Redis reachable for the Worker: the given Upstash, the given server or the embedded one. */
export async function startRedis(context: StackContext): Promise<RedisService> {
  const { upstashUrl, upstashToken, redisUrl } = context.overrides;
  if (upstashUrl !== undefined) return useUpstash(upstashUrl, upstashToken ?? "");
  if (redisUrl === undefined)
    return bridgeTo(context, openJournaledRedis(join(context.stateDir, "redis.journal")), "embedded");
  // Loaded only when needed.
  const { openIoredisBackend } = await import("../bridges/redis/ioredis-backend.ts");
  const backend = await openIoredisBackend(redisUrl).catch((error: unknown) => {
    throw new StartFailure(`REDIS_URL: ${messageOf(error)}`);
  });
  return bridgeTo(context, backend, "REDIS_URL");
}

async function bridgeTo(context: StackContext, backend: RedisBackend, what: string): Promise<RedisService> {
  const { ports, secrets, stopper, overrides } = context;
  stopper.onStop("Redis", backend.close);
  const token = overrides.upstashToken ?? secrets.get("REDIS_TOKEN", () => randomBytes(24).toString("hex"));
  const bridge = await ports.open("redis", (port) => startRedisBridge({ port, token, backend }));
  stopper.onStop("the Redis bridge", bridge.close);
  return {
    description: `${what}, ${bridge.url}`,
    variables: { UPSTASH_REDIS_REST_URL: bridge.url, UPSTASH_REDIS_REST_TOKEN: token },
  };
}

async function useUpstash(url: string, token: string): Promise<RedisService> {
  await probe(url, token).catch((error: unknown) => {
    throw new StartFailure(`UPSTASH_REDIS_REST_URL: ${messageOf(error)}`);
  });
  return {
    description: "UPSTASH_REDIS_REST_URL",
    variables: { UPSTASH_REDIS_REST_URL: url, UPSTASH_REDIS_REST_TOKEN: token },
  };
}

async function probe(url: string, token: string): Promise<void> {
  const response = await fetch(url, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: '["PING"]',
    signal: AbortSignal.timeout(PROBE_TIMEOUT_MS),
  });
  if (response.status === 401) throw new Error("UPSTASH_REDIS_REST_TOKEN is refused");
  const text = await response.text();
  if (!response.ok || !text.includes("PONG"))
    throw new Error(`PING is answered with HTTP ${response.status}, not PONG`);
}
