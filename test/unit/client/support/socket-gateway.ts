import { createHash } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";

/** The value that a WebSocket handshake proves itself with (RFC 6455 section 1.3). */
const HANDSHAKE_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
const TEXT = 0x81;
const CLOSE = 0x88;

/** A handshake as it came. */
export interface Handshake {
  readonly path: string;
  readonly since: string | null;
  readonly ticket: string | null;
  readonly protocols: readonly string[];
}

/** One accepted socket, from the server's side. */
export interface ServerSocket {
  send(message: object | string): void;
  /** Says good-bye with a code. */
  close(code: number): void;
  /** Breaks without a word. */
  cut(): void;
}

/** What a gateway of sockets does. */
export interface SocketScript {
  /** Serves a socket; a number refuses the handshake with that status. */
  readonly onSocket: (handshake: Handshake, count: number) => number | ((socket: ServerSocket) => void);
  /** Answers `POST /ws/tickets`; a ticket unless told otherwise. */
  readonly onTicket?: (count: number) => { readonly status: number; readonly body: object };
}

/** A gateway whose sockets do what a script says, on the wire. */
export interface SocketGateway {
  readonly url: string;
  readonly handshakes: Handshake[];
  readonly tickets: string[];
  close(): Promise<void>;
}

/** Starts one. */
export async function startSocketGateway({ onSocket, onTicket }: SocketScript): Promise<SocketGateway> {
  const handshakes: Handshake[] = [];
  const tickets: string[] = [];
  const open = new Set<Duplex>();
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    tickets.push(Buffer.concat(chunks).toString());
    const { status, body } = onTicket?.(tickets.length) ?? {
      status: 201,
      body: { ticket: `ticket-${tickets.length}`, expires_in: 60 },
    };
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  });
  server.on("upgrade", (request, stream) => {
    open.add(stream);
    stream.on("close", () => open.delete(stream));
    stream.on("error", () => stream.destroy());
    const handshake = readHandshake(request);
    handshakes.push(handshake);
    const serve = onSocket(handshake, handshakes.length);
    if (typeof serve === "number") {
      stream.end(`HTTP/1.1 ${serve} Refused\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    accept(request, handshake, stream);
    stream.resume();
    serve({
      send: (message) => stream.write(frame(TEXT, typeof message === "string" ? message : JSON.stringify(message))),
      close: (code) => {
        const payload = Buffer.alloc(2);
        payload.writeUInt16BE(code);
        stream.end(frame(CLOSE, payload));
      },
      cut: () => stream.destroy(),
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    handshakes,
    tickets,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const stream of open) stream.destroy();
        server.closeAllConnections();
      }),
  };
}

function readHandshake({ url = "", headers }: IncomingMessage): Handshake {
  const { pathname, searchParams } = new URL(url, "http://gateway.invalid");
  const protocols = (headers["sec-websocket-protocol"] ?? "").split(",").map((name) => name.trim());
  return {
    path: pathname,
    since: searchParams.get("since"),
    ticket: searchParams.get("ticket"),
    protocols: protocols.filter((name) => name !== ""),
  };
}

function accept({ headers }: IncomingMessage, { protocols }: Handshake, stream: Duplex): void {
  const key = createHash("sha1").update(`${headers["sec-websocket-key"]}${HANDSHAKE_GUID}`).digest("base64");
  const protocol = protocols[0] === undefined ? "" : `Sec-WebSocket-Protocol: ${protocols[0]}\r\n`;
  const head = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n";
  stream.write(`${head}Sec-WebSocket-Accept: ${key}\r\n${protocol}\r\n`);
}

/** One unmasked frame of at most 65,535 bytes (RFC 6455 section 5.2). */
function frame(kind: number, payload: string | Buffer): Buffer {
  const bytes = Buffer.from(payload);
  if (bytes.length < 126) return Buffer.concat([Buffer.from([kind, bytes.length]), bytes]);
  const head = Buffer.from([kind, 126, 0, 0]);
  head.writeUInt16BE(bytes.length, 2);
  return Buffer.concat([head, bytes]);
}
