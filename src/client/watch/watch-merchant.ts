import type { GatewayEvent } from "../gateway-event.ts";
import { openSocket, type WatchWiring, waitUnlessAborted } from "./open-socket.ts";
import { followSocket } from "./socket-feed.ts";

/** How to watch all of a merchant's events. */
export interface MerchantWatchOptions {
  /** The id of the last event that is known already; without it the watch begins with what happens from now on. */
  readonly since?: string | undefined;
  /** Ends the watch. */
  readonly signal?: AbortSignal | undefined;
  /** Told when the gateway has let the watch in, and when the connection is gone again. */
  readonly onConnection?: ((isConnected: boolean) => void) | undefined;
  /** Told when events may have been missed that cannot be repeated: what is shown has to be read anew. */
  readonly onGap?: (() => void) | undefined;
}

/**
 * All events of a merchant's payments and payouts as they happen, those of one transaction in order, each once;
 * reconnects by itself and goes on after the last one seen. A handshake does not say why it was refused; the request
 * for a ticket does, so one that failed is followed by that.
 */
export async function* watchMerchant(
  wiring: WatchWiring,
  { since, signal, onConnection, onGap }: MerchantWatchOptions,
): AsyncGenerator<GatewayEvent, void, undefined> {
  let last = since ?? null;
  let failures = 0;
  let wasConnected = false;
  let usesTicket = wiring.getToken === null;
  while (!signal?.aborted) {
    const socket = await openSocket("/ws/merchant", wiring, last, usesTicket);
    if (socket !== null) {
      const feed = followSocket(socket, signal);
      socket.addEventListener("open", () => {
        failures = 0;
        onConnection?.(true);
        // Without an event to go on after, nobody can tell what happened while there was no connection.
        if (wasConnected && last === null) onGap?.();
        wasConnected = true;
      });
      try {
        for await (const message of feed.messages) {
          const told = parseMessage(message);
          if (told === "resync") onGap?.();
          else if (told !== null) {
            last = told.id;
            yield told;
          }
        }
      } finally {
        feed.close();
        onConnection?.(false);
      }
      usesTicket = wiring.getToken === null || !feed.isOpened();
    }
    failures += 1;
    if (!(await waitUnlessAborted(wiring.backoff(failures), signal))) return;
  }
}

function parseMessage(message: string): GatewayEvent | "resync" | null {
  try {
    const told = JSON.parse(message) as { readonly type?: unknown; readonly sequence?: unknown } | null;
    if (told?.type === "resync") return "resync";
    return typeof told?.sequence === "number" ? (told as unknown as GatewayEvent) : null;
  } catch {
    return null;
  }
}
