import { createServer, request as forward } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { CALL_DELAY_MS } from "./call-record.ts";

/** Stands between the gateway and a service, and notes when its calls began and when they were answered. */
export interface CountingProxy {
  readonly url: string;
  /** Calls that have begun. */
  begun(): number;
  /** Calls that have been answered. */
  finished(): number;
  close(): Promise<void>;
}

/** Starts a proxy that answers `CALL_DELAY_MS` later than the service behind it. */
export async function startCountingProxy(target: string): Promise<CountingProxy> {
  const { hostname, port, pathname } = new URL(target);
  let begun = 0;
  let finished = 0;
  const server = createServer((incoming, outgoing) => {
    begun += 1;
    const { method, headers, url: path } = incoming;
    const upstream = forward({ hostname, port, path, method, headers }, async (answer) => {
      await delay(CALL_DELAY_MS);
      finished += 1;
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    upstream.on("error", () => outgoing.destroy());
    incoming.pipe(upstream);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${address.port}${pathname === "/" ? "" : pathname}`,
    begun: () => begun,
    finished: () => finished,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
