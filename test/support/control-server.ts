import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { FaultProxy, ProxyMode } from "./fault-proxy.ts";

/** Lets tests inside workerd turn the proxies' switches: `POST /<service>/<mode>`, `GET /<service>` for its count. */
export async function startControlServer(
  proxies: Readonly<Record<string, FaultProxy>>,
): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer((incoming, outgoing) => {
    const [, service = "", mode] = (incoming.url ?? "").split("/");
    const proxy = proxies[service];
    if (proxy === undefined) {
      outgoing.writeHead(404).end();
      return;
    }
    if (incoming.method === "POST" && mode !== undefined) proxy.set(mode as ProxyMode);
    outgoing.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ requests: proxy.count() }));
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
