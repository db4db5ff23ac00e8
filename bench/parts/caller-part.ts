// The load generator: so many callers, each sending its next request when the last one is answered; or so many sockets.
import { randomUUID } from "node:crypto";
import { Agent, request } from "node:http";
import { SHARD_COUNT } from "../../src/domain/identifiers.ts";
import { servePart } from "./serve-part.ts";
import { type WatchResult, type WatchTask, watchEvent } from "./watch-event.ts";

/** One burst of requests. */
export interface CallTask {
  readonly url: string;
  readonly callers: number;
  /** How long to measure, from when each caller has had its first answer. */
  readonly durationMs: number;
}

/** What came of a burst. */
export interface CallResult {
  /** Of the requests that were answered 201 within the measurement. */
  readonly latenciesMs: Float64Array;
  readonly durationMs: number;
  /** All requests of the burst that were answered 201, the lead-in's and the last ones' included. */
  readonly answered: number;
  /** Answers other than 201 of the whole burst, by what they were instead. */
  readonly errors: Readonly<Record<string, number>>;
  /** Numbers of the objects that have answered, as the second bytes of the ids tell. */
  readonly objects: readonly number[];
}

/** What the callers can be asked for. */
export type CallerTask =
  | { readonly kind: "call"; readonly task: CallTask }
  | { readonly kind: "watch"; readonly task: WatchTask };

/** Whom the callers speak for, and what they ask. */
export interface CallerOptions {
  readonly tokens: readonly string[];
  readonly body: string;
}

const REQUEST_TIMEOUT_MS = 30_000;
/** A Worker that has not answered every caller once by then is not measured. */
const MAX_LEAD_IN_MS = 30_000;
/** The id stands first in an answer. */
const OBJECT_IN_ANSWER = /^\{"id":"[0-9a-f]{2}([0-9a-f]{2})/;

servePart(async ({ tokens, body }: CallerOptions) => {
  let sent = 0;
  const call = async ({ url, callers, durationMs }: CallTask): Promise<CallResult> => {
    const target = new URL(url);
    const agent = new Agent({ keepAlive: true, maxSockets: callers });
    const latencies: number[] = [];
    const errors: Record<string, number> = {};
    const objects = new Set<number>();
    let answered = 0;
    let waitedFor = callers;
    let measuredFrom = Number.POSITIVE_INFINITY;
    let endsAt = performance.now() + MAX_LEAD_IN_MS;
    const begin = () => {
      measuredFrom = performance.now();
      endsAt = measuredFrom + durationMs;
    };
    const callAgain = async () => {
      for (let isFirst = true; performance.now() < endsAt; isFirst = false) {
        sent += 1;
        const sentAt = performance.now();
        const { outcome, text } = await post(agent, target, tokens[sent % tokens.length] ?? "", body);
        const answeredAt = performance.now();
        if (isFirst) waitedFor -= 1;
        if (isFirst && waitedFor === 0) begin();
        if (outcome !== "201") {
          errors[outcome] = (errors[outcome] ?? 0) + 1;
          continue;
        }
        answered += 1;
        if (answeredAt >= measuredFrom && answeredAt <= endsAt) latencies.push(answeredAt - sentAt);
        objects.add(Number.parseInt(OBJECT_IN_ANSWER.exec(text)?.[1] ?? "0", 16) % SHARD_COUNT);
      }
    };
    await Promise.all(Array.from({ length: callers }, callAgain));
    agent.destroy();
    return { latenciesMs: Float64Array.from(latencies), durationMs, answered, errors, objects: [...objects] };
  };
  const perform = (task: CallerTask): Promise<CallResult | WatchResult> =>
    task.kind === "call" ? call(task.task) : watchEvent(task.task, tokens);
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
