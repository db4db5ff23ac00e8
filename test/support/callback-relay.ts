import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A callback on its way to the Worker, which has no address that anybody outside of workerd could reach. */
export interface RelayedCallback {
  readonly id: string;
  readonly path: string;
  readonly body: string;
}

/** Somebody who posts here waits so long for a test that takes the callback to the Worker. */
const PATIENCE_MS = 8_000;
/** A test that asks for callbacks is answered after this time at the latest. */
const POLL_MS = 1_000;

/**
 * Stands in for the Worker's public address: `POST` to any path waits until a test has taken the callback from
 * `GET /_relay/next` to the Worker and has brought its answer back to `POST /_relay/<id>?status=`.
 */
export async function startCallbackRelay(): Promise<{ url: string; close(): Promise<void> }> {
  const waiting: { callback: RelayedCallback; response: ServerResponse }[] = [];
  const open = new Map<string, ServerResponse>();
  const askers: ServerResponse[] = [];
  let count = 0;

  const match = () => {
    while (waiting.length > 0 && askers.length > 0) {
      const [taken, asker] = [waiting.shift(), askers.shift()];
      if (taken === undefined || asker === undefined) return;
      open.set(taken.callback.id, taken.response);
      json(asker, 200, taken.callback);
    }
  };
  const ask = (response: ServerResponse) => {
    askers.push(response);
    setTimeout(() => {
      const at = askers.indexOf(response);
      if (at === -1) return;
      askers.splice(at, 1);
      json(response, 200, null);
    }, POLL_MS);
    match();
  };
  const wait = async (request: IncomingMessage, response: ServerResponse) => {
    count += 1;
    const callback = { id: String(count), path: request.url ?? "/", body: await readText(request) };
    waiting.push({ callback, response });
    setTimeout(() => {
      const at = waiting.findIndex((each) => each.callback.id === callback.id);
      if (at !== -1) waiting.splice(at, 1);
      if (!response.writableEnded) json(response, 503, null);
    }, PATIENCE_MS);
    match();
  };

  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://relay");
    if (pathname === "/_relay/next") return ask(response);
    const [, answered] = /^\/_relay\/(\d+)$/.exec(pathname) ?? [];
    if (answered === undefined) return void wait(request, response);
    void readText(request).then((text) => {
      open
        .get(answered)
        ?.writeHead(Number(searchParams.get("status")), { "content-type": "application/json" })
        .end(text);
      open.delete(answered);
      json(response, 200, null);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}
