/** As much of a WebSocket as is used: that of browsers, Node 22, Workers and the package `ws` will do. */
export interface SocketLike {
  readonly readyState: number;
  send(data: string): void;
  close(code?: number, reason?: string): void;
  addEventListener(type: "open" | "close" | "error", listener: () => void): void;
  addEventListener(type: "message", listener: (event: { readonly data: unknown }) => void): void;
}

/** A WebSocket's constructor. */
export type SocketConstructor = new (url: string, protocols?: string[]) => SocketLike;

/** The messages of one socket until it ends, for whatever reason. */
export interface SocketFeed {
  readonly messages: AsyncIterable<string>;
  /** Whether the gateway let us in. */
  readonly isOpened: () => boolean;
  readonly close: () => void;
}

/** A handshake takes milliseconds; what takes this long will not come. */
const OPEN_TIMEOUT_MS = 15_000;
/** A connection that died silently is noticed after at most two of these. */
const PING_INTERVAL_MS = 25_000;
/** `readyState` from which on nothing more comes. */
const CLOSING = 2;
/**
 * `close` is told only once the connection has ended, which can take much longer than the exchange of close frames: the
 * gateway's runtime keeps it while the object that held the socket is awake.
 */
const LOOK_INTERVAL_MS = 1_000;

/** Follows a socket; its messages end when it closes, breaks, falls silent, or the signal is aborted. */
export function followSocket(socket: SocketLike, signal?: AbortSignal): SocketFeed {
  const queue: string[] = [];
  let isOpened = false;
  let isEnded = false;
  let isHeard = true;
  let wake = () => {};
  const end = () => {
    if (isEnded) return;
    isEnded = true;
    clearTimeout(opening);
    clearInterval(pinging);
    clearInterval(looking);
    signal?.removeEventListener("abort", end);
    closeQuietly(socket);
    wake();
  };
  const ping = () => {
    if (!isOpened) return;
    if (!isHeard) return end();
    isHeard = false;
    try {
      socket.send("ping");
    } catch {
      end();
    }
  };
  const look = () => {
    if (socket.readyState >= CLOSING) end();
  };
  const opening = setTimeout(end, OPEN_TIMEOUT_MS);
  const looking = setInterval(look, LOOK_INTERVAL_MS);
  const pinging = setInterval(ping, PING_INTERVAL_MS);
  socket.addEventListener("open", () => {
    isOpened = true;
    clearTimeout(opening);
  });
  socket.addEventListener("message", ({ data }) => {
    isHeard = true;
    if (isEnded || typeof data !== "string" || data === "pong") return;
    queue.push(data);
    wake();
  });
  socket.addEventListener("close", end);
  socket.addEventListener("error", end);
  signal?.addEventListener("abort", end, { once: true });
  if (signal?.aborted) end();
  async function* messages() {
    for (;;) {
      const message = queue.shift();
      // What had come before the end is still good.
      if (message !== undefined && !signal?.aborted) yield message;
      else if (isEnded) return;
      else await new Promise<void>((resolve) => (wake = resolve));
    }
  }
  return { messages: messages(), isOpened: () => isOpened, close: end };
}

function closeQuietly(socket: SocketLike): void {
  try {
    socket.close(1000);
  } catch {
    // It never opened, or is closed already.
  }
}
