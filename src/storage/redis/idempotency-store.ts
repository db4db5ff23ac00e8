import type { Clock } from "../../lib/clock.ts";
import type { RedisClient, RedisEntry } from "./redis-client.ts";

/** A final answer that was given to the first request with a key. */
export interface RememberedAnswer {
  readonly fingerprint: string;
  readonly status: number;
  readonly body: string;
}

/** How long an answer is repeated (contract: 24 h), seconds. */
const ANSWER_LIFETIME_SECONDS = 86_400;
/** After a failure Redis is left alone for this long, so that an outage does not cost every payment a time-out. */
const PAUSE_MS = 2_000;

/** Answers are collected for this long and leave in one request; a repeat in the meantime is answered by its shard. */
const COLLECT_MS = 50;
/** Services that speak this protocol take requests of a megabyte at least. */
const MAX_BATCH_CHARACTERS = 256 * 1_024;

/**
 * The fast path for repeated requests. It can only ever say "this was answered before, thus": not to find anything, or
 * to fail, means nothing, and the shard decides. So neither loss nor lies of Redis can make a second charge.
 */
export interface IdempotencyStore {
  find(id: string): Promise<RememberedAnswer | null>;
  /**
   * Hands an answer over. Resolves once it, and what others handed over meanwhile, has left; for those others at once,
   * since nothing depends on its arrival: an answer that is lost with the request that was to send it is never missed.
   */
  remember(id: string, answer: RememberedAnswer): Promise<void>;
}

/** The store over a Redis; failures are reported to `onFailure` and otherwise have no effect. */
export function createIdempotencyStore(
  redis: RedisClient,
  clock: Clock,
  onFailure: (error: unknown) => void,
): IdempotencyStore {
  let pausedUntil = 0;
  const guarded = async <T>(work: () => Promise<T>, otherwise: T): Promise<T> => {
    if (clock() < pausedUntil) return otherwise;
    try {
      return await work();
    } catch (error) {
      pausedUntil = clock() + PAUSE_MS;
      onFailure(error);
      return otherwise;
    }
  };
  let collecting: RedisEntry[] | null = null;
  let collectedCharacters = 0;
  let collectingSince = 0;
  const remember = async (id: string, answer: RememberedAnswer) => {
    const entry: RedisEntry = [keyOf(id), JSON.stringify(answer)];
    collectedCharacters += entry[1].length;
    // One that is still there after that long has lost the request that was to send it.
    const isFresh = clock() - collectingSince <= 2 * COLLECT_MS;
    if (collecting !== null && isFresh && collectedCharacters <= MAX_BATCH_CHARACTERS) {
      collecting.push(entry);
      return;
    }
    const entries = [entry];
    collecting = entries;
    collectingSince = clock();
    collectedCharacters = entry[1].length;
    await new Promise((resolve) => setTimeout(resolve, COLLECT_MS));
    if (collecting === entries) collecting = null;
    await guarded(() => redis.set(entries, ANSWER_LIFETIME_SECONDS), undefined);
  };
  return {
    remember,
    find: (id) => guarded(async () => parseAnswer(await redis.get(keyOf(id))), null),
  };
}

function keyOf(id: string): string {
  return `idem:v1:${id}`;
}

/** Anything that is not an answer of ours reads as none. */
function parseAnswer(text: string | null): RememberedAnswer | null {
  if (text === null) return null;
  try {
    const value: unknown = JSON.parse(text);
    if (value === null || typeof value !== "object") return null;
    const { fingerprint, status, body } = value as Record<string, unknown>;
    if (typeof fingerprint !== "string" || typeof body !== "string" || status !== 201) return null;
    return { fingerprint, status, body };
  } catch {
    return null;
  }
}
