import { Redis } from "@upstash/redis/cloudflare";

/** A key and its value. */
export type RedisEntry = readonly [key: string, value: string];

/** What the gateway asks of Redis. Every call throws when there is no answer in time: silence is never an answer. */
export interface RedisClient {
  get(key: string): Promise<string | null>;
  /** Sets any number of keys in one request; some may be set when it fails. */
  set(entries: readonly RedisEntry[], expiresInSeconds: number): Promise<void>;
  ping(): Promise<void>;
}

/** Makes a client; one per isolate, since making it costs more than a call. */
export function createRedisClient(url: string, token: string, timeoutMs: number): RedisClient {
  const redis = new Redis({
    url,
    token,
    enableAutoPipelining: false,
    enableTelemetry: false,
    readYourWrites: false,
    responseEncoding: false,
    automaticDeserialization: false,
    retry: false,
    // A function, not a signal: with a signal the driver turns a time-out into an answer of null, "never seen".
    signal: () => AbortSignal.timeout(timeoutMs),
  });
  return {
    async get(key) {
      const value: unknown = await redis.get(key);
      if (value === null) return null;
      if (typeof value !== "string") throw new TypeError("Redis answered something that is not text");
      return value;
    },
    async set(entries, expiresInSeconds) {
      const [first, ...others] = entries;
      if (first === undefined) return;
      const options = { ex: expiresInSeconds };
      if (others.length === 0) {
        await redis.set(...first, options);
        return;
      }
      const pipeline = redis.pipeline();
      for (const entry of entries) pipeline.set(...entry, options);
      await pipeline.exec();
    },
    async ping() {
      await redis.ping();
    },
  };
}
