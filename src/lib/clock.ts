/** Milliseconds since the Unix epoch, handed in so that whole histories can be replayed in tests. */
export type Clock = () => number;

/** The platform's clock. On Workers it advances only with I/O. */
export const systemClock: Clock = () => Date.now();

/** RFC 3339 text in UTC with milliseconds, the one form in which times leave the gateway. */
export function toRfc3339(epochMs: number): string {
  return new Date(epochMs).toISOString();
}
