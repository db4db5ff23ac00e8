import { createRequire } from "node:module";
import type { Redis } from "ioredis";
import { type RedisBackend, type RedisCommand, RedisCommandError, type RedisReply } from "./redis-backend.ts";

// By require: bundlers that load this for tests do not agree on how the named exports of CommonJS come through.
const { Command, Redis: RedisConnection } = createRequire(import.meta.url)("ioredis") as typeof import("ioredis");

const CONNECT_TIMEOUT_MS = 5_000;
/** A Redis that hangs must not hang the bridge's callers for ever; the gateway's own patience is shorter. */
const COMMAND_TIMEOUT_MS = 10_000;
const MAX_RECONNECT_DELAY_MS = 1_000;

/** Connects to any `redis://` or `rediss://` server. Rejects when the first connection or its PING fails. */
export async function openIoredisBackend(redisUrl: string): Promise<RedisBackend> {
  let lastError: Error | null = null;
  let connected = false;
  const redis = new RedisConnection(redisUrl, {
    lazyConnect: true,
    connectTimeout: CONNECT_TIMEOUT_MS,
    commandTimeout: COMMAND_TIMEOUT_MS,
    // While Redis is away a command fails at once, and one whose answer was lost is not sent again behind the caller's back.
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    retryStrategy: (attempt) => (connected ? Math.min(attempt * 50, MAX_RECONNECT_DELAY_MS) : null),
  });
  redis.on("error", (error: Error) => {
    lastError = error;
  });
  // The one reply that ioredis reshapes on its own.
  Command.setReplyTransformer("hgetall", (reply: unknown) => reply);
  try {
    await redis.connect();
    await redis.ping();
  } catch (error) {
    redis.disconnect();
    // "Connection is closed." hides why; the event before it told.
    throw lastError ?? error;
  }
  connected = true;
  return {
    run: (command) => send(redis, command),
    runTransaction: (commands) => runTransaction(redis, commands),
    close: async () => redis.disconnect(),
  };
}

async function send(redis: Redis, [name, ...args]: RedisCommand): Promise<RedisReply> {
  try {
    return toReply(await redis.callBuffer(name.toString("latin1"), ...args));
  } catch (error) {
    throw toRedisError(error);
  }
}

/** All are written in one turn of the event loop, so nobody else's command can come between MULTI and EXEC. */
async function runTransaction(redis: Redis, commands: readonly RedisCommand[]): Promise<readonly RedisReply[]> {
  const all: RedisCommand[] = [[Buffer.from("MULTI")], ...commands, [Buffer.from("EXEC")]];
  const outcomes = await Promise.allSettled(all.map((command) => send(redis, command)));
  const last = outcomes.at(-1);
  if (last?.status !== "fulfilled") throw last?.reason ?? new Error("no answer to EXEC");
  if (!Array.isArray(last.value)) throw new RedisCommandError("EXECABORT Transaction discarded.");
  return last.value;
}

function toReply(reply: unknown): RedisReply {
  if (reply === null || reply === undefined) return null;
  if (typeof reply === "string" || typeof reply === "number" || Buffer.isBuffer(reply)) return reply;
  if (Array.isArray(reply)) return reply.map(toReply);
  if (reply instanceof Error) return new RedisCommandError(reply.message);
  return String(reply);
}

function toRedisError(error: unknown): unknown {
  return error instanceof Error && error.name === "ReplyError" ? new RedisCommandError(error.message) : error;
}
