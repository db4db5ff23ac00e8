import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";

/** A running bridge: where it listens, and how to end it. `close()` drops open connections. */
export interface RunningServer {
  readonly url: string;
  close(): Promise<void>;
}

/** Where to listen. Port 0 takes any free one. */
export interface ListenOptions {
  readonly port: number;
  readonly host?: string | undefined;
}

/** Answers one request. What it throws becomes a bare 500, so that a bug never leaves a caller waiting. */
export type RequestHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Listens, and rejects with the system's error (`EADDRINUSE`, …) when it cannot. */
export async function startHttpServer(options: ListenOptions, handler: RequestHandler): Promise<RunningServer> {
  const host = options.host ?? "127.0.0.1";
  const server = createServer((request, response) => {
    handler(request, response).catch((error: unknown) => {
      console.error("bridge: unexpected error:", error);
      if (!response.headersSent) sendJson(response, 500, { message: "internal error of the bridge" });
      else response.destroy();
    });
  });
  // Closing an idle connection races with the caller's next request on it, which then fails for nothing.
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, host, resolve);
  });
  return { url: `http://${host}:${portOf(server)}`, close: () => closeServer(server) };
}

/** Reads a body of at most `maxBytes`. A larger one is read to its end, so that the caller gets to the answer: null. */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= maxBytes) chunks.push(chunk);
  }
  return bytes <= maxBytes ? Buffer.concat(chunks) : null;
}

/** Sends one JSON answer. */
export function sendJson(response: ServerResponse, status: number, body: unknown, headers?: Record<string, string>) {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  response.writeHead(status, {
    "content-type": "application/json",
    "content-length": String(Buffer.byteLength(text)),
    ...headers,
  });
  response.end(text);
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the bridge has no TCP address");
  return address.port;
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
