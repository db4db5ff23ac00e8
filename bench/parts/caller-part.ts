// The load generator: so many callers, each sending its next request when the last one is answered.
import { randomUUID } from "node:crypto";
import { Agent, request } from "node:http";
import { servePart } from "./serve-part.ts";

/** One burst of requests. */
export interface CallTask {
  readonly url: string;
  readonly callers: number;
  readonly durationMs: number;
}

/** What came of a burst. */
export interface CallResult {
  /** Of the requests that were answered 201. */
  readonly latenciesMs: Float64Array;
  /** From the first request to the last answer. */
  readonly elapsedMs: number;
  /** Answers other than 201, by what they were instead. */
  readonly errors: Readonly<Record<string, number>>;
  /** Second bytes of the ids in the answers: the gateway's shard numbers. */
  readonly shards: readonly number[];
}

/** Whom the callers speak for, and what they ask. */
export interface CallerOptions {
  readonly tokens: readonly string[];
  readonly body: string;
}

const REQUEST_TIMEOUT_MS = 30_000;
/** Enough of an answer to read the id in it, which stands first. */
const SHARD_IN_ANSWER = /^\{"id":"[0-9a-f]{2}([0-9a-f]{2})/;

servePart(async ({ tokens, body }: CallerOptions) => {
  let sent = 0;
  const perform = async ({ url, callers, durationMs }: CallTask): Promise<CallResult> => {
    const target = new URL(url);
    const agent = new Agent({ keepAlive: true, maxSockets: callers });
    const latencies: number[] = [];
    const errors: Record<string, number> = {};
    const shards = new Set<number>();
    const startedAt = performance.now();
    const endsAt = startedAt + durationMs;
    const call = async () => {
      while (performance.now() < endsAt) {
        sent += 1;
        const sentAt = performance.now();
        const { outcome, text } = await post(agent, target, tokens[sent % tokens.length] ?? "", body);
        if (outcome === "201") latencies.push(performance.now() - sentAt);
        else errors[outcome] = (errors[outcome] ?? 0) + 1;
        const shard = SHARD_IN_ANSWER.exec(text)?.[1];
        if (shard !== undefined) shards.add(Number.parseInt(shard, 16));
      }
    };
    await Promise.all(Array.from({ length: callers }, call));
    const elapsedMs = performance.now() - startedAt;
    agent.destroy();
    return { latenciesMs: Float64Array.from(latencies), elapsedMs, errors, shards: [...shards] };
  };
  return { info: null, perform, close: () => undefined };
});

/** Never rejects: a broken connection is an outcome too. */
function post(agent: Agent, target: URL, token: string, body: string): Promise<{ outcome: string; text: string }> {
  return new Promise((resolve) => {
    const outgoing = request(
      {
        host: target.hostname,
        port: target.port,
        path: target.pathname,
        method: "POST",
        agent,
        timeout: REQUEST_TIMEOUT_MS,
        headers: {
          authorization: `Bearer ${token}`,
          "content-type": "application/json",
          "content-length": Buffer.byteLength(body),
          "idempotency-key": randomUUID(),
        },
      },
      (response) => {
        let text = "";
        response.setEncoding("latin1");
        response.on("data", (chunk: string) => {
          text += chunk;
        });
        response.on("end", () => resolve({ outcome: String(response.statusCode), text }));
        response.on("error", (error) => resolve({ outcome: error.name, text: "" }));
      },
    );
    outgoing.on("timeout", () => outgoing.destroy(new Error("timeout")));
    outgoing.on("error", (error: NodeJS.ErrnoException) => resolve({ outcome: error.code ?? error.message, text: "" }));
    outgoing.end(body);
  });
}
