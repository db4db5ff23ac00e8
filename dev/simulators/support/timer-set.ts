import { clearTimeout, setTimeout } from "node:timers";

/** Timers that belong together, so that closing or resetting a simulator leaves nothing ticking. */
export interface TimerSet {
  /** Runs `task` once, `delayMs` from now, unless the set is cleared or closed first. */
  after(delayMs: number, task: () => void): void;
  /** Resolves `delayMs` from now; never, if the set is cleared or closed first. */
  sleep(delayMs: number): Promise<void>;
  /** Forgets what is waiting; later timers run as usual. */
  clear(): void;
  /** Forgets what is waiting and whatever comes later. */
  close(): void;
}

/** Makes an empty set; its timers do not keep the process alive, the listening server does. */
export function createTimerSet(): TimerSet {
  const timers = new Set<ReturnType<typeof setTimeout>>();
  let closed = false;
  const after = (delayMs: number, task: () => void): void => {
    if (closed) return;
    const timer = setTimeout(() => {
      timers.delete(timer);
      task();
    }, delayMs);
    timer.unref();
    timers.add(timer);
  };
  const clear = (): void => {
    for (const timer of timers) clearTimeout(timer);
    timers.clear();
  };
  return {
    after,
    sleep: (delayMs) => new Promise((resolve) => after(delayMs, resolve)),
    clear,
    close: () => {
      closed = true;
      clear();
    },
  };
}
