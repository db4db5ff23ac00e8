import type { GatewayEvent } from "../gateway-event.ts";
import { openSocket, type WatchWiring, waitUnlessAborted } from "./open-socket.ts";
import { followSocket } from "./socket-feed.ts";

/** What to watch for. */
export interface WatchOptions {
  /** The sequence of the last event that is known already; 0, the default, starts with the first event there is. */
  readonly since?: number | undefined;
  /** Ends the watch after the first event it holds for. */
  readonly until?: ((event: GatewayEvent) => boolean) | undefined;
  /** Ends the watch. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * The events of a payment or payout in order, each once, however often the connection breaks. A handshake does not say
 * why it was refused; the request for a ticket does, so one that failed is followed by that.
 */
export async function* watchTransaction(
  id: string,
  wiring: WatchWiring,
  { since = 0, until, signal }: WatchOptions,
): AsyncGenerator<GatewayEvent, void, undefined> {
  const channel = `/ws/transaction/${encodeURIComponent(id)}`;
  let last = since;
  let failures = 0;
  let usesTicket = wiring.getToken === null;
  while (!signal?.aborted) {
    const socket = await openSocket(channel, wiring, String(last), usesTicket);
    if (socket !== null) {
      const feed = followSocket(socket, signal);
      try {
        for await (const message of feed.messages) {
          const event = parseEvent(message);
          if (event === null || event.sequence <= last) continue;
          // One is missing: what comes after the last one seen is asked for again.
          if (event.sequence > last + 1) break;
          last = event.sequence;
          failures = 0;
          yield event;
          if (until?.(event)) return;
        }
      } finally {
        feed.close();
      }
      usesTicket = wiring.getToken === null || !feed.isOpened();
    }
    failures += 1;
    if (!(await waitUnlessAborted(wiring.backoff(failures), signal))) return;
  }
}

function parseEvent(message: string): GatewayEvent | null {
  try {
    const event: unknown = JSON.parse(message);
    const isEvent = typeof event === "object" && event !== null && "sequence" in event;
    return isEvent ? (event as GatewayEvent) : null;
  } catch {
    return null;
  }
}
