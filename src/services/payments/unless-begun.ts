import { Problem, type ProblemCode } from "../../domain/problem.ts";

/** What may become of an account between a request and its repeat. */
const PASSING: ReadonlySet<ProblemCode> = new Set(["provider_unavailable", "account_unavailable"]);

/** What to begin with or, where nothing can be selected any more, what the same request began when it could. */
export type Selected<Selection, Begun> =
  | { readonly selected: Selection; readonly begun: null }
  | { readonly selected: null; readonly begun: Begun };

/**
 * Waits for the selection of accounts. A repeat is answered as ever, whatever has become of them since: the refusal stands
 * only where nothing was begun.
 */
export async function unlessBegun<Selection, Begun>(
  selection: Promise<Selection>,
  findBegun: () => Promise<Begun | null>,
): Promise<Selected<Selection, Begun>> {
  try {
    return { selected: await selection, begun: null };
  } catch (error) {
    const begun = error instanceof Problem && PASSING.has(error.code) ? await findBegun() : null;
    if (begun === null) throw error;
    return { selected: null, begun };
  }
}
