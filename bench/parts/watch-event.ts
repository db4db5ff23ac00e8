import { setTimeout as delay } from "node:timers/promises";

/** Sockets on one payment, and the request that makes the one event they are there for. */
export interface WatchTask {
  readonly socketUrl: string;
  readonly count: number;
  readonly eventType: string;
  /** A POST, sent once when every socket is open. */
  readonly cause: { readonly url: string; readonly headers: Readonly<Record<string, string>>; readonly body: string };
}

/** What came of it. */
export interface WatchResult {
  /** From the sending of the request to each receipt; of the sockets that have received the event. */
  readonly latenciesMs: Float64Array;
  /** The other sockets, by what happened to them instead. */
  readonly misses: Readonly<Record<string, number>>;
}

/** For opening and waiting together; whoever has not received the event by then does not count as a receiver. */
const TIMEOUT_MS = 30_000;
const TIMEOUT_TEXT = `${TIMEOUT_MS / 1_000} s`;
/** Enough to keep the Worker busy, and few enough for each handshake to be answered soon. */
const OPENING_AT_ONCE = 32;
/** The Worker answers a close at once; one that does not is left to the end of the process. */
const CLOSE_PATIENCE_MS = 5_000;

/** The first message and when it came, `performance.now()`; or why none did. */
type Receipt = { readonly text: string; readonly at: number } | { readonly miss: string };

interface Watcher {
  readonly opened: Promise<void>;
  readonly received: Promise<Receipt>;
  close(): Promise<void>;
}

/** Opens the sockets, causes the event and notes when each receives it. Throws when not all open or none receives it. */
export async function watchEvent(task: WatchTask, tokens: readonly string[]): Promise<WatchResult> {
  const { count, eventType } = task;
  const ending = new AbortController();
  const deadline = AbortSignal.any([AbortSignal.timeout(TIMEOUT_MS), ending.signal]);
  const watchers: Watcher[] = [];
  try {
    const openedCount = await openAll(task, tokens, watchers, deadline);
    if (openedCount < count) throw new Error(`${openedCount} of ${count} sockets were open after ${TIMEOUT_TEXT}`);
    const sentAt = performance.now();
    const late = once(deadline).then((): Receipt => ({ miss: `nothing within ${TIMEOUT_TEXT}` }));
    const receipts = watchers.map(({ received }) => Promise.race([received, late]));
    await cause(task, deadline);
    const result = summarize(await Promise.all(receipts), sentAt, eventType);
    if (result.latenciesMs.length > 0) return result;
    throw new Error(`none of ${count} sockets has received ${eventType}: ${JSON.stringify(result.misses)}`);
  } finally {
    // Whoever is still opening sockets stops.
    ending.abort();
    const closed = Promise.all(watchers.map((watcher) => watcher.close()));
    await Promise.race([closed, delay(CLOSE_PATIENCE_MS, undefined, { ref: false })]);
  }
}

function summarize(receipts: readonly Receipt[], sentAt: number, eventType: string): WatchResult {
  const latencies: number[] = [];
  const misses: Record<string, number> = {};
  for (const receipt of receipts) {
    const miss = "miss" in receipt ? receipt.miss : `${typeOf(receipt.text)} first`;
    if ("at" in receipt && typeOf(receipt.text) === eventType) latencies.push(receipt.at - sentAt);
    else misses[miss] = (misses[miss] ?? 0) + 1;
  }
  return { latenciesMs: Float64Array.from(latencies), misses };
}

/** Fills `watchers`; answers how many are open, fewer than asked for only when the time is over. */
async function openAll(
  { socketUrl, count }: WatchTask,
  tokens: readonly string[],
  watchers: Watcher[],
  deadline: AbortSignal,
): Promise<number> {
  let openedCount = 0;
  const open = async () => {
    while (watchers.length < count && !deadline.aborted) {
      const watcher = openWatcher(socketUrl, tokens[watchers.length % tokens.length] ?? "");
      watchers.push(watcher);
      await watcher.opened;
      openedCount += 1;
    }
  };
  await Promise.race([Promise.all(Array.from({ length: OPENING_AT_ONCE }, open)), once(deadline)]);
  return openedCount;
}

function openWatcher(url: string, token: string): Watcher {
  const opened = Promise.withResolvers<void>();
  const received = Promise.withResolvers<Receipt>();
  const closed = Promise.withResolvers<void>();
  const socket = new WebSocket(url, ["bearer", token]);
  socket.addEventListener("open", () => opened.resolve());
  // Nothing but the time is taken here: the next socket's message is waiting for this one.
  socket.addEventListener("message", ({ data }) => received.resolve({ text: String(data), at: performance.now() }));
  socket.addEventListener("error", () =>
    opened.reject(new Error("a socket was refused, or broke off while it opened")),
  );
  socket.addEventListener("close", ({ code }) => {
    opened.reject(new Error(`a socket was closed with ${code}`));
    received.resolve({ miss: `closed with ${code}` });
    closed.resolve();
  });
  // A socket that fails after the time is over has nobody waiting for it.
  opened.promise.catch(() => undefined);
  return {
    opened: opened.promise,
    received: received.promise,
    close() {
      socket.close();
      return closed.promise;
    },
  };
}

async function cause({ cause: { url, headers, body } }: WatchTask, signal: AbortSignal): Promise<void> {
  const answer = await fetch(url, { method: "POST", headers, body, signal }).catch((error: unknown) => {
    throw new Error(`the request that causes the event was not answered: ${String(error)}`);
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`the request that causes the event was answered ${answer.status}: ${text}`);
}

function typeOf(text: string): unknown {
  return (JSON.parse(text) as { readonly type?: unknown }).type;
}

function once(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
