import { BoundedCache } from "./bounded-cache.ts";
import type { Clock } from "./clock.ts";

/** What was read holds this long, so that every change is in force everywhere within a minute. */
const HOLDS_FOR_MS = 60_000;
/** From this age on it is read again beside the request that uses it, which need not wait. */
const RENEW_AFTER_MS = 30_000;
/** While it cannot be read, what was read last stands in for this long: a change may be that late then. */
const STANDS_IN_FOR_MS = 300_000;
/** A renewal that has not come back after this time is not counted on any more. */
const RENEWAL_MS = 5_000;
/** Things one isolate remembers. */
const MAX_REMEMBERED = 5_000;

interface Entry<Value> {
  readonly value: Value;
  readonly readAt: number;
  readonly renewingSince: number;
}

/** Values read from elsewhere and remembered for a minute, by key. */
export interface Remembered<Value> {
  /** The value; throws only when it cannot be read and nothing young enough is remembered. */
  get(key: string): Promise<Value>;
  /** The value as it is now, unless it was read less than `maxAgeMs` ago. */
  getFresh(key: string, maxAgeMs: number): Promise<Value>;
  /** Whether {@link get} would answer without reading first. */
  has(key: string): boolean;
  forget(key: string): void;
}

/** Remembers what `read` gives. Concurrent reads of one key are not joined: no request may wait for another's call. */
export function createRemembered<Value>(read: (key: string) => Promise<Value>, clock: Clock): Remembered<Value> {
  const entries = new BoundedCache<Entry<Value>>(MAX_REMEMBERED);

  const renew = async (key: string): Promise<Value> => {
    const askedAt = clock();
    const value = await read(key);
    // What was asked for earlier and comes later is older.
    const known = entries.get(key);
    if (known === undefined || known.readAt <= askedAt) entries.set(key, { value, readAt: askedAt, renewingSince: 0 });
    return value;
  };

  return {
    async get(key) {
      const known = entries.get(key);
      const age = known === undefined ? Number.POSITIVE_INFINITY : clock() - known.readAt;
      if (known === undefined || age >= HOLDS_FOR_MS) {
        try {
          return await renew(key);
        } catch (error) {
          if (known === undefined || age >= STANDS_IN_FOR_MS) throw error;
          return known.value;
        }
      }
      if (age >= RENEW_AFTER_MS && clock() - known.renewingSince >= RENEWAL_MS) {
        entries.set(key, { ...known, renewingSince: clock() });
        // Nobody waits for it: if it comes to nothing, the next request tries, and at last one waits.
        renew(key).catch(() => undefined);
      }
      return known.value;
    },
    async getFresh(key, maxAgeMs) {
      const known = entries.get(key);
      return known !== undefined && clock() - known.readAt < maxAgeMs ? known.value : renew(key);
    },
    has(key) {
      const known = entries.get(key);
      return known !== undefined && clock() - known.readAt < HOLDS_FOR_MS;
    },
    forget: (key) => entries.delete(key),
  };
}
