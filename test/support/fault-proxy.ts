import { createServer, request as forward, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** What a proxied service does: serve, cut every connection, or take requests and never answer. */
export type ProxyMode = "serve" | "refuse" | "hang";

/** A service behind a switch, so that tests can take it away and give it back. */
export interface FaultProxy {
  readonly url: string;
  set(mode: ProxyMode): void;
  /** Requests that came since the proxy was made. */
  count(): number;
  close(): Promise<void>;
}

/** Puts a switch in front of an HTTP service. */
export async function startFaultProxy(target: string): Promise<FaultProxy> {
  let mode: ProxyMode = "serve";
  let requests = 0;
  const { hostname, port } = new URL(target);
  const server: Server = createServer((incoming, outgoing) => {
    requests += 1;
    if (mode === "refuse") {
      incoming.socket.destroy();
      return;
    }
    if (mode === "hang") {
      incoming.resume();
      return;
    }
    const options = { hostname, port, path: incoming.url, method: incoming.method, headers: incoming.headers };
    const upstream = forward(options, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    upstream.on("error", () => outgoing.destroy());
    incoming.pipe(upstream);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${address.port}${new URL(target).pathname.replace(/\/$/, "")}`,
    set: (next) => {
      mode = next;
    },
    count: () => requests,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
