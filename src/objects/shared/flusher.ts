import type { Outbox } from "./outbox.ts";

/**
 * Rows leave at moments that are this far apart and the same for all objects of an isolate, so that one batch serves
 * many objects (see shared-writer.ts) and lists still follow within a second.
 */
const FLUSH_INTERVAL_MS = 500;
/** At least this long, so that a payment's beginning and its outcome mostly leave together. */
const MIN_COLLECT_MS = 100;

/** Where in the interval this isolate's moments lie: anywhere, or all isolates would call Postgres at once. */
let phaseMs: number | null = null;

function untilNextFlushMs(now: number): number {
  phaseMs ??= Math.floor(Math.random() * FLUSH_INTERVAL_MS);
  const untilNextMs = FLUSH_INTERVAL_MS - ((now + phaseMs) % FLUSH_INTERVAL_MS);
  return untilNextMs < MIN_COLLECT_MS ? untilNextMs + FLUSH_INTERVAL_MS : untilNextMs;
}

/** What a flusher needs of its object. */
export interface FlusherDependencies {
  readonly outbox: Outbox;
  /** Sends what waits, and leaves the alarm armed for what could not be sent. */
  drain(): Promise<void>;
  /** Keeps the object's work going after its answers have left. */
  background(work: Promise<void>): void;
}

/** Sends an object's outbox soon after something was written, many changes at a time. */
export interface Flusher {
  /** To be called after each change; starts a batch unless one is being collected or sent, or Postgres is away. */
  request(): void;
  /** Sends now; joins what is already being sent. */
  flush(): Promise<void>;
}

/**
 * A flusher in memory. It is only the fast way: were it forgotten with its object, the alarm that was armed along with
 * the rows would send them.
 */
export function createFlusher(dependencies: FlusherDependencies): Flusher {
  const { outbox } = dependencies;
  let running: Promise<void> | null = null;
  const flush = (): Promise<void> => {
    running ??= dependencies.drain().finally(() => {
      running = null;
    });
    return running;
  };
  let isCollecting = false;
  return {
    flush,
    request() {
      if (isCollecting || !outbox.isWaiting() || outbox.state().failures > 0) return;
      isCollecting = true;
      const collected = new Promise<void>((resolve) => setTimeout(resolve, untilNextFlushMs(Date.now())));
      dependencies.background(
        collected.then(() => {
          isCollecting = false;
          return flush();
        }),
      );
    },
  };
}
