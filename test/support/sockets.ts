import { exports } from "cloudflare:workers";
import { until } from "./gateway.ts";

const ORIGIN = "http://gateway.test.invalid";

/** A socket as its client has it. */
export interface TestSocket {
  /** Everything that was received, in order. */
  readonly received: string[];
  /** The same as events. */
  events(): { id: string; type: string; sequence: number; transaction_id: string }[];
  send(text: string): void;
  close(): void;
  /** The code with which it was closed, or null. */
  closeCode(): number | null;
  /** Waits until so many messages are there; gives them. */
  takes(messages: number): Promise<string[]>;
  /** Waits until it is closed from the other side; gives the code. */
  ends(): Promise<number | null>;
  readonly protocol: string | null;
}

/** What a client may add to a handshake. */
export interface Handshake {
  readonly token?: string;
  readonly headers?: Record<string, string>;
}

/** A handshake's answer, whatever it is. */
export function shakeHands(path: string, { token, headers }: Handshake = {}): Promise<Response> {
  return exports.default.fetch(`${ORIGIN}${path}`, {
    headers: { upgrade: "websocket", ...(token === undefined ? {} : { authorization: `Bearer ${token}` }), ...headers },
  });
}

/** Opens a socket; throws what was answered instead. */
export async function connect(path: string, handshake: Handshake = {}): Promise<TestSocket> {
  const response = await shakeHands(path, handshake);
  const socket = response.webSocket;
  if (socket === null) throw new Error(`${response.status} ${await response.text()}`);
  const received: string[] = [];
  let closed: number | null = null;
  socket.addEventListener("message", ({ data }) => {
    received.push(String(data));
  });
  socket.addEventListener("close", ({ code }) => {
    closed = code;
  });
  socket.accept();
  return {
    received,
    events: () => received.map((text) => JSON.parse(text)),
    send: (text) => socket.send(text),
    close: () => socket.close(1000, "done"),
    closeCode: () => closed,
    async takes(messages) {
      await until(
        async () => received.length,
        (length) => length >= messages,
        10_000,
      );
      return received;
    },
    ends: () =>
      until(
        async () => closed,
        (code) => code !== null,
        10_000,
      ),
    protocol: response.headers.get("sec-websocket-protocol"),
  };
}
