import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { StartFailure } from "./start-failure.ts";

/** What the thread is started with. */
export interface EmbeddedPostgresOptions {
  readonly dataDir: string;
  readonly port: number;
}

/** What the thread tells once: that it serves, or why it cannot. */
export type EmbeddedPostgresReport =
  | { readonly kind: "ready"; readonly url: string }
  | {
      readonly kind: "failed";
      readonly message: string;
      readonly code: string | undefined;
      readonly isForPeople: boolean;
    };

/** The embedded Postgres behind its SQL bridge. */
export interface EmbeddedPostgres {
  readonly url: string;
  /** Resolves when the thread has ended, asked to or not. */
  readonly ended: Promise<void>;
  close(): Promise<void>;
}

/**
 * Starts the embedded Postgres, migrated and served over HTTP, in a thread of its own: it computes on whatever thread it
 * is on, and would hold up the answers of the simulators and of Redis.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const thread = new Worker(join(import.meta.dirname, "embedded-postgres-thread.ts"), { workerData: options });
  const ended = new Promise<void>((resolve) => thread.once("exit", () => resolve()));
  const report = await new Promise<EmbeddedPostgresReport>((resolve, reject) => {
    thread.once("message", resolve);
    thread.once("error", reject);
    thread.once("exit", (code) => reject(new Error(`the embedded Postgres ended with code ${code}`)));
  });
  if (report.kind === "failed") {
    await thread.terminate();
    if (report.isForPeople) throw new StartFailure(report.message);
    throw Object.assign(new Error(`embedded Postgres: ${report.message}`), { code: report.code });
  }
  thread.on("error", (error) => console.error("embedded Postgres:", error));
  return {
    url: report.url,
    ended,
    close: async () => {
      thread.postMessage("close");
      await ended;
    },
  };
}
