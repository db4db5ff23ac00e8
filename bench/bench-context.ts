import type { Stopper } from "../dev/stack/stop.ts";

/** What every step of the benchmark works with. */
export interface BenchContext {
  /** Bundles and objects of this run; removed at its end. */
  readonly runDir: string;
  readonly stopper: Stopper;
  /** Tells people what is going on. */
  say(text: string): void;
}
