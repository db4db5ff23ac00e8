// A built Worker served by workerd, as directly as Miniflare can: no assets, no entry proxy, objects on disk.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from "miniflare";
import type { SourcelessWorkerOptions } from "wrangler";
import { servePart } from "./serve-part.ts";

/** What to serve: a script, the bindings it wants, and where its objects are kept. */
export interface WorkerPartOptions {
  readonly name: string;
  readonly script: string;
  readonly stateDir: string;
  readonly worker: SourcelessWorkerOptions;
}

/** The last lines that a Worker wrote at level warn or error are kept, for when it misbehaves. */
const KEPT_COMPLAINTS = 20;

servePart(async ({ name, script, stateDir, worker }: WorkerPartOptions) => {
  const complaints: string[] = [];
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      log: new Log(LogLevel.NONE),
      handleStructuredLogs: ({ level, message }) => {
        if (level !== "warn" && level !== "error") return;
        complaints.push(message);
        if (complaints.length > KEPT_COMPLAINTS) complaints.shift();
      },
      cf: false,
      telemetry: { enabled: false },
      unsafeLocalExplorer: false,
      unsafeObservability: false,
      resourcePersistencePath: join(stateDir, name),
      workers: [
        {
          ...worker,
          name,
          modules: [{ type: "ESModule", path: "index.js", contents: readFileSync(script, "utf8") }],
          unsafeDirectSockets: [{ host: "127.0.0.1", port: 0 }],
        },
      ],
    }),
  );
  await miniflare.ready;
  const url = await miniflare.unsafeGetDirectURL(name);
  return { info: { url: url.origin }, perform: () => complaints, close: () => miniflare.dispose() };
});
