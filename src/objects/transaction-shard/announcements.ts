import type { GatewayEvent } from "../../domain/event/event.ts";

/** Events of a step that is being stored. Sockets are told of them only once it is, so never of what was rolled back. */
export interface Announcements {
  add(events: readonly GatewayEvent[]): void;
  /** What was added since the last call, by payment or payout. */
  take(): ReadonlyMap<string, readonly GatewayEvent[]>;
}

/** Announcements of one object. */
export function createAnnouncements(): Announcements {
  let waiting = new Map<string, GatewayEvent[]>();
  return {
    add(events) {
      for (const event of events) {
        const known = waiting.get(event.transaction_id);
        if (known === undefined) waiting.set(event.transaction_id, [event]);
        else known.push(event);
      }
    },
    take() {
      const taken = waiting;
      if (taken.size > 0) waiting = new Map();
      return taken;
    },
  };
}
