import { exports } from "cloudflare:workers";
import { createGatewayClient, type GatewayClient } from "../../src/client/index.ts";

/** The client on the Worker's own door, by HTTP and by socket. */
export function clientWith(token: string): GatewayClient {
  return createGatewayClient({
    baseUrl: "http://gateway.test.invalid",
    token,
    fetch: (input, init) => exports.default.fetch(new Request(input, init)),
    WebSocket: WorkerSocket,
  });
}

/** All that comes. */
export async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** A WebSocket whose handshake goes through the Worker's door instead of the network. */
class WorkerSocket {
  readonly #events = new EventTarget();
  readonly #socket: Promise<WebSocket | null>;
  #readyState: number = WebSocket.CONNECTING;

  constructor(url: string, protocols: string[] = []) {
    this.#socket = this.#shakeHands(url.replace(/^ws/, "http"), protocols);
  }

  get readyState(): number {
    return this.#readyState;
  }

  addEventListener(type: string, listener: (event: never) => void): void {
    this.#events.addEventListener(type, listener as (event: Event) => void);
  }

  send(data: string): void {
    void this.#socket.then((socket) => socket?.send(data));
  }

  close(): void {
    void this.#socket.then((socket) => socket?.close(1000));
  }

  async #shakeHands(url: string, protocols: readonly string[]): Promise<WebSocket | null> {
    const offered = protocols.length === 0 ? {} : { "sec-websocket-protocol": protocols.join(", ") };
    const { webSocket } = await exports.default.fetch(url, { headers: { upgrade: "websocket", ...offered } });
    if (webSocket === null) {
      this.#readyState = WebSocket.CLOSED;
      this.#events.dispatchEvent(new Event("error"));
      return null;
    }
    webSocket.addEventListener("message", ({ data }) => {
      this.#events.dispatchEvent(new MessageEvent("message", { data }));
    });
    webSocket.addEventListener("close", () => {
      this.#readyState = WebSocket.CLOSED;
      this.#events.dispatchEvent(new Event("close"));
    });
    webSocket.accept();
    this.#readyState = WebSocket.OPEN;
    this.#events.dispatchEvent(new Event("open"));
    return webSocket;
  }
}
