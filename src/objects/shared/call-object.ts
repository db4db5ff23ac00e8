import { Problem } from "../../domain/problem.ts";

/** Calls of objects that broke on the way are repeated this often, on a new stub each time. */
const MAX_CALLS = 3;

/**
 * Calls an object and, when the connection to it broke, calls it again on a new stub: to be used for calls that may be
 * repeated. An overloaded object is not asked again at once; the caller is told to come back.
 */
export async function callObject<Api, Result>(stub: () => Api, call: (api: Api) => Promise<Result>): Promise<Result> {
  for (let made = 1; ; made += 1) {
    try {
      return await call(stub());
    } catch (error) {
      if (isMarked(error, "overloaded")) {
        throw new Problem("overloaded", "Try again in a moment.", { retryAfterSeconds: 1, cause: error });
      }
      if (made >= MAX_CALLS || !isMarked(error, "retryable")) throw error;
    }
  }
}

function isMarked(error: unknown, mark: "overloaded" | "retryable"): boolean {
  return error instanceof Error && (error as Error & { readonly [name: string]: unknown })[mark] === true;
}
