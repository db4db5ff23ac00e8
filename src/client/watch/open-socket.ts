import { GatewayError } from "../gateway-error.ts";
import { type Backoff, isTransient } from "../retry-policy.ts";
import { wait } from "../wait.ts";
import type { SocketConstructor, SocketLike } from "./socket-feed.ts";

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

/** A socket about to open on a channel such as `/ws/merchant`, or null when there is no way in right now. */
export async function openSocket(
  channel: string,
  wiring: WatchWiring,
  since: string | null,
  usesTicket: boolean,
): Promise<SocketLike | null> {
  const query = new URLSearchParams(since === null ? {} : { since });
  try {
    const protocols = usesTicket ? undefined : ["bearer", (await wiring.getToken?.()) ?? ""];
    if (usesTicket) query.set("ticket", await wiring.getTicket());
    const search = query.toString();
    return new wiring.WebSocket(`${wiring.socketOrigin}${channel}${search === "" ? "" : `?${search}`}`, protocols);
  } catch (error) {
    if (error instanceof GatewayError && isTransient(error)) return null;
    throw error;
  }
}

/** Waits; false as soon as the signal is aborted. */
export async function waitUnlessAborted(delayMs: number, signal?: AbortSignal): Promise<boolean> {
  try {
    await wait(delayMs, signal);
    return true;
  } catch {
    return false;
  }
}
