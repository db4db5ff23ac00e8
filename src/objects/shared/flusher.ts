import type { Clock } from "../../lib/clock.ts";
import type { Logger } from "../../lib/logger.ts";
import { type Delivery, drainDestination } from "./drain.ts";
import { collectMs } from "./flush-moments.ts";
import type { DestinationName, Outbox, OutboxDestination } from "./outbox.ts";

/** What flushers need of their object. */
export interface FlusherDependencies {
  readonly outbox: Outbox;
  /** How each destination is told; may throw when the object is not configured to. */
  deliveryTo(name: DestinationName): Delivery;
  /** Leaves the alarm armed for what could not be sent. */
  drained(): void;
  /** Keeps the object's work going after its answers have left. */
  background(work: Promise<void>): void;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Sends an object's outbox soon after something was written, many changes at a time, to each destination by itself. */
export interface Flusher {
  /** To be called after each change; starts a batch unless one is being collected or sent, or the destination is away. */
  request(): void;
  /** Sends to one destination now; joins what is already being sent. */
  flush(name: DestinationName): Promise<void>;
}

/**
 * A flusher in memory. It is only the fast way: were it forgotten with its object, the alarm that was armed along with
 * the rows would send them.
 */
export function createFlusher(dependencies: FlusherDependencies): Flusher {
  const flushers = new Map(
    dependencies.outbox.destinations.map((destination) => [
      destination.name,
      createDestinationFlusher(destination, dependencies),
    ]),
  );
  return {
    request() {
      for (const flusher of flushers.values()) flusher.request();
    },
    async flush(name) {
      await flushers.get(name)?.flush();
    },
  };
}

function createDestinationFlusher(destination: OutboxDestination, dependencies: FlusherDependencies) {
  const { deliveryTo, drained, background, clock, logger } = dependencies;
  const drain = async () => {
    await drainDestination(destination, { ...deliveryTo(destination.name), clock, logger });
    drained();
  };
  let running: Promise<void> | null = null;
  const flush = (): Promise<void> => {
    running ??= drain().finally(() => {
      running = null;
    });
    return running;
  };
  let isCollecting = false;
  return {
    flush,
    request() {
      if (isCollecting || !destination.isWaiting() || destination.state().failures > 0) return;
      isCollecting = true;
      const collected = new Promise<void>((resolve) => setTimeout(resolve, collectMs(destination.name, Date.now())));
      background(
        collected.then(() => {
          isCollecting = false;
          return flush();
        }),
      );
    },
  };
}
