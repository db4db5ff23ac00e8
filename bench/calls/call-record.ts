/** Header of the counting Worker's answers: how many calls it has seen finished since the last one, by kind, as JSON. */
export const FINISHED_HEADER = "x-bench-finished";

/** Where the counting Worker tells, and forgets, all calls begun so far. */
export const CALLS_PATH = "/__bench/calls";

/** What the counting Worker counts itself; the other calls leave it over HTTP. */
export interface InnerCalls {
  readonly object: number;
  readonly queue: number;
}

/**
 * How much later every counted call is answered than it would be. An answer to a merchant that does not wait for a call
 * is then out before it, one that does is not: that is how the two are told apart.
 */
export const CALL_DELAY_MS = 30;
