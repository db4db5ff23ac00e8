import { deriveDetachedId } from "../../domain/identifiers.ts";
import type { ReconcileMessage } from "../../domain/queue-messages.ts";
import type { Gateway } from "../gateway.ts";

/** The state of one part the gateway leans on. */
export interface HealthCheck {
  readonly status: "ok" | "down";
  readonly latency_ms: number;
}

/** The answer of `GET /health` (contract section 8). */
export interface Health {
  readonly status: "ok" | "degraded" | "down";
  readonly version: string;
  readonly checks: {
    readonly database: HealthCheck;
    readonly redis: HealthCheck;
    readonly queue: HealthCheck;
    readonly objects: HealthCheck;
  };
}

/** The version that `GET /health` and the OpenAPI document tell. */
export const GATEWAY_VERSION = "0.1.0";

const CACHE_MS = 5_000;
const CHECK_TIMEOUT_MS = 1_000;

const cache = new WeakMap<Gateway, { readonly health: Health; readonly until: number }>();

/**
 * Asks every part, at most every five seconds. Down means that payments cannot go on: only the objects are needed for
 * that; without the others the gateway is degraded.
 */
export async function checkHealth(gateway: Gateway): Promise<Health> {
  const cached = cache.get(gateway);
  if (cached !== undefined && gateway.clock() < cached.until) return cached.health;
  const ping: ReconcileMessage = { type: "ping" };
  const shardId = deriveDetachedId("health");
  const [database, redis, queue, objects] = await Promise.all([
    check(gateway, () => gateway.postgres.ping()),
    check(gateway, () => gateway.redis.ping()),
    check(gateway, async () => {
      await gateway.bindings.RECONCILE_QUEUE.send(ping);
    }),
    check(gateway, () => gateway.callShard(shardId, (shard) => shard.wake())),
  ]);
  const isWhole = [database, redis, queue].every(({ status }) => status === "ok");
  const health: Health = {
    status: objects.status === "down" ? "down" : isWhole ? "ok" : "degraded",
    version: GATEWAY_VERSION,
    checks: { database, redis, queue, objects },
  };
  cache.set(gateway, { health, until: gateway.clock() + CACHE_MS });
  return health;
}

async function check(gateway: Gateway, probe: () => Promise<void>): Promise<HealthCheck> {
  const startedAt = gateway.clock();
  const timeout = new Promise<never>((_, reject) => {
    AbortSignal.timeout(CHECK_TIMEOUT_MS).addEventListener("abort", () => reject(new Error("no answer in time")));
  });
  try {
    await Promise.race([probe(), timeout]);
    return { status: "ok", latency_ms: gateway.clock() - startedAt };
  } catch {
    // The answer itself is the report of this failure.
    return { status: "down", latency_ms: gateway.clock() - startedAt };
  }
}
