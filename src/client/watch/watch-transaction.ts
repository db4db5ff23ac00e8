import { GatewayError } from "../gateway-error.ts";
import type { GatewayEvent } from "../gateway-event.ts";
import { type Backoff, isTransient } from "../retry-policy.ts";
import { wait } from "../wait.ts";
import { followSocket, type SocketConstructor } from "./socket-feed.ts";

/** What to watch for. */
export interface WatchOptions {
  /** The sequence of the last event that is known already; 0, the default, starts with the first event there is. */
  readonly since?: number | undefined;
  /** Ends the watch after the first event it holds for. */
  readonly until?: ((event: GatewayEvent) => boolean) | undefined;
  /** Ends the watch. */
  readonly signal?: AbortSignal | undefined;
}

/** How a watch gets in and what it works with. */
export interface WatchWiring {
  /** The gateway's origin with `ws` for `http`. */
  readonly socketOrigin: string;
  readonly WebSocket: SocketConstructor;
  /** A token for the handshake; null: tickets from the start. */
  readonly getToken: (() => Promise<string>) | null;
  /** A ticket for one handshake. What it throws, unless it passes, ends the watch. */
  readonly getTicket: () => Promise<string>;
  readonly backoff: Backoff;
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
  let last = since;
  let failures = 0;
  let usesTicket = wiring.getToken === null;
  while (!signal?.aborted) {
    const socket = await openSocket(id, wiring, last, usesTicket);
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

/** A socket about to open, or null when there is no way in right now. */
async function openSocket(id: string, wiring: WatchWiring, since: number, usesTicket: boolean) {
  const address = `${wiring.socketOrigin}/ws/transaction/${encodeURIComponent(id)}?since=${since}`;
  try {
    if (usesTicket) return new wiring.WebSocket(`${address}&ticket=${encodeURIComponent(await wiring.getTicket())}`);
    return new wiring.WebSocket(address, ["bearer", (await wiring.getToken?.()) ?? ""]);
  } catch (error) {
    if (error instanceof GatewayError && isTransient(error)) return null;
    throw error;
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

async function waitUnlessAborted(delayMs: number, signal?: AbortSignal): Promise<boolean> {
  try {
    await wait(delayMs, signal);
    return true;
  } catch {
    return false;
  }
}
