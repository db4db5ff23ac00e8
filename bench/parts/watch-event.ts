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

/** For opening them all. */
const OPENING_TIMEOUT_MS = 60_000;
/** From the request on: whoever has not received the event by then does not count as a receiver, however slow it opened. */
const RECEIVING_TIMEOUT_MS = 30_000;
/** Enough to keep the Worker busy, and few enough for each handshake to be answered soon. */
const OPENING_AT_ONCE = 32;
/** The Worker answers a close at once; one that does not is left to the end of the process. */
const CLOSE_PATIENCE_MS = 5_000;

/** When the event came, `performance.now()`; or why it did not. */
type Receipt = { readonly at: number } | { readonly miss: string };

interface Watcher {
  readonly opened: Promise<void>;
  isOpen(): boolean;
  readonly received: Promise<Receipt>;
  /** How many other messages have come. */
  others(): number;
  close(): Promise<void>;
}

/** Opens the sockets, causes the event and notes when each receives it. Throws when not all open or none receives it. */
export async function watchEvent(task: WatchTask, tokens: readonly string[]): Promise<WatchResult> {
  const { count, eventType } = task;
  const ending = new AbortController();
  const within = (timeoutMs: number) => AbortSignal.any([AbortSignal.timeout(timeoutMs), ending.signal]);
  const watchers: Watcher[] = [];
  try {
    const openedCount = await openAll(task, tokens, watchers, within(OPENING_TIMEOUT_MS));
    const seconds = OPENING_TIMEOUT_MS / 1_000;
    if (openedCount < count) throw new Error(`${openedCount} of ${count} sockets were open after ${seconds} s`);
    const deadline = within(RECEIVING_TIMEOUT_MS);
    const sentAt = performance.now();
    const receipts = watchers.map(({ received, others }) => Promise.race([received, lateness(deadline, others)]));
    await cause(task, deadline);
    const result = summarize(await Promise.all(receipts), sentAt);
    if (result.latenciesMs.length > 0) return result;
    throw new Error(`none of ${count} sockets has received ${eventType}: ${JSON.stringify(result.misses)}`);
  } finally {
    // Whoever is still opening sockets stops.
    ending.abort();
    const closed = Promise.all(watchers.map((watcher) => watcher.close()));
    await Promise.race([closed, delay(CLOSE_PATIENCE_MS, undefined, { ref: false })]);
  }
}

async function lateness(deadline: AbortSignal, others: () => number): Promise<Receipt> {
  await once(deadline);
  return { miss: `not within ${RECEIVING_TIMEOUT_MS / 1_000} s, but ${others()} other messages` };
}

function summarize(receipts: readonly Receipt[], sentAt: number): WatchResult {
  const latencies: number[] = [];
  const misses: Record<string, number> = {};
  for (const receipt of receipts) {
    if ("at" in receipt) latencies.push(receipt.at - sentAt);
    else misses[receipt.miss] = (misses[receipt.miss] ?? 0) + 1;
  }
  return { latenciesMs: Float64Array.from(latencies), misses };
}

/**
 * Fills `watchers`; answers how many are open, fewer than asked for only when the time is over. Sockets that break off
 * meanwhile are opened again, as clients do: on a machine with too much to do, workerd resets objects.
 */
async function openAll(
  { socketUrl, count, eventType }: WatchTask,
  tokens: readonly string[],
  watchers: Watcher[],
  deadline: AbortSignal,
): Promise<number> {
  const open = async () => {
    while (watchers.length < count && !deadline.aborted) {
      const watcher = openWatcher(socketUrl, tokens[watchers.length % tokens.length] ?? "", eventType);
      watchers.push(watcher);
      await watcher.opened;
    }
  };
  const fill = async () => {
    do {
      watchers.splice(0, watchers.length, ...watchers.filter(({ isOpen }) => isOpen()));
      await Promise.all(Array.from({ length: OPENING_AT_ONCE }, open));
    } while (!watchers.every(({ isOpen }) => isOpen()) && !deadline.aborted);
  };
  await Promise.race([fill(), once(deadline)]);
  return watchers.filter(({ isOpen }) => isOpen()).length;
}

function openWatcher(url: string, token: string, eventType: string): Watcher {
  const opened = Promise.withResolvers<void>();
  const received = Promise.withResolvers<Receipt>();
  const closed = Promise.withResolvers<void>();
  const socket = new WebSocket(url, ["bearer", token]);
  socket.addEventListener("open", () => opened.resolve());
  let others = 0;
  // Not parsed: the next socket's message is waiting for this one. The payment's other events are not what is timed.
  socket.addEventListener("message", ({ data }) => {
    if (String(data).includes(`"type":"${eventType}"`)) received.resolve({ at: performance.now() });
    else others += 1;
  });
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
    isOpen: () => socket.readyState === WebSocket.OPEN,
    received: received.promise,
    others: () => others,
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

function once(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
