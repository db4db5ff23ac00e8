const LOOK_EVERY_MS = 1_000;

/**
 * Tells when the npm that started this process has gone without a signal reaching us (killed, or a shell in between that
 * passes none on): the terminal or program that ran it believes that everything has stopped. Returns how to end it.
 */
export function watchNpm(onGone: () => void): () => void {
  // Started by hand (`node dev/start.ts &`), a parent that leaves means nothing.
  if (process.env.npm_lifecycle_event === undefined) return () => undefined;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid !== parent) onGone();
  }, LOOK_EVERY_MS);
  return () => clearInterval(timer);
}
