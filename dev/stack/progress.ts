/** Runs one step and prints its line: how long it took, its title, and what came of it. */
export type Step = <T>(title: string, work: () => T | Promise<T>) => Promise<T>;

/** The steps of one start; none begins once `signal` has aborted. */
export function createProgress(signal: AbortSignal): Step {
  return async (title, work) => {
    signal.throwIfAborted();
    const startedAt = performance.now();
    const result = await work();
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(2);
    console.log(`${`${seconds} s`.padStart(8)}  ${title.padEnd(14)} ${describe(result)}`);
    return result;
  };
}

function describe(result: unknown): string {
  if (typeof result === "string") return result;
  const hasDescription = typeof result === "object" && result !== null && "description" in result;
  return hasDescription ? String(result.description) : "ok";
}
