/** Why an instance stops: asked to, or because it cannot go on (then with a message and exit code 1). */
export interface StopReason {
  readonly exitCode: number;
  readonly message: string;
}

/** Collects what has to be ended, and the first reason to end it. */
export interface Stopper {
  /** Aborted once somebody wants to stop. */
  readonly signal: AbortSignal;
  /** Resolves with the first reason given. */
  readonly requested: Promise<StopReason>;
  request(reason: StopReason): void;
  /** Registers what to do at the end; the latest goes first. */
  onStop(what: string, end: () => unknown): void;
  /** Ends everything registered, in reverse order; one that fails is reported and does not keep the others. */
  endAll(): Promise<void>;
}

/** A stopper that also listens to SIGINT, SIGTERM and SIGHUP. */
export function createStopper(): Stopper {
  const controller = new AbortController();
  const ends: { what: string; end: () => unknown }[] = [];
  let resolveRequested: (reason: StopReason) => void = () => undefined;
  const requested = new Promise<StopReason>((resolve) => {
    resolveRequested = resolve;
  });
  const request = (reason: StopReason) => {
    if (controller.signal.aborted) return;
    controller.abort();
    resolveRequested(reason);
  };
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(name, () => request({ exitCode: 0, message: `stopping (${name})` }));
  }
  return {
    signal: controller.signal,
    requested,
    request,
    onStop: (what, end) => ends.push({ what, end }),
    async endAll() {
      for (let next = ends.pop(); next !== undefined; next = ends.pop()) {
        try {
          await next.end();
        } catch (error) {
          console.error(`could not stop ${next.what}:`, error);
        }
      }
    },
  };
}
