import type { Outbox } from "./outbox.ts";

/** How long rows are collected before they leave: lists follow within a second, and one batch serves many payments. */
export const FLUSH_DELAY_MS = 400;

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
      const collected = new Promise<void>((resolve) => setTimeout(resolve, FLUSH_DELAY_MS));
      dependencies.background(
        collected.then(() => {
          isCollecting = false;
          return flush();
        }),
      );
    },
  };
}
