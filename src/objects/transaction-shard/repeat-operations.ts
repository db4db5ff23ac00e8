import { isFirstRequestOpen, isSameStart, type Pursuit, retryAfterSeconds } from "../../domain/pursuit.ts";
import type { ShardContext } from "./shard-context.ts";

/** What a request to begin meets. */
export type BeginResult<Subject> =
  | { readonly kind: "started"; readonly subject: Subject; readonly attemptNumber: number }
  /** The first answer, still within its lifetime. */
  | { readonly kind: "replay"; readonly status: number; readonly body: string }
  /** Made earlier, no answer to repeat; `isKnown`: the provider has told what became of it. */
  | { readonly kind: "current"; readonly subject: Subject; readonly isKnown: boolean }
  | { readonly kind: "in_progress"; readonly retryAfterSeconds: number }
  | { readonly kind: "reused" };

/** What was begun under a key and may be asked for again. */
export interface Begun {
  readonly id: string;
  readonly fingerprint: string;
  readonly pursuit: Pursuit;
  readonly createdAt: number;
}

/** Who repeats: the same request has the same fingerprint, and the very same call the same owner. */
export interface Repeat {
  readonly fingerprint: string;
  readonly owner: string;
}

/**
 * What a repeat of a request meets while its first answer lives or its first attempt is open; null when neither holds
 * and the present state has to do. `subject`: what was begun, as the request is answered with it.
 */
export function meetRepeat<Subject>(
  context: ShardContext,
  known: Begun,
  subject: Subject,
  repeat: Repeat,
  now: number,
): Exclude<BeginResult<Subject>, { kind: "current" }> | null {
  if (known.fingerprint !== repeat.fingerprint) return { kind: "reused" };
  const answer = context.store.findAnswer(known.id, now);
  if (answer !== null) return { kind: "replay", ...answer };
  if (!isFirstRequestOpen(known.pursuit, known.createdAt, now)) return null;
  if (isSameStart(known.pursuit, repeat.owner)) return { kind: "started", subject, attemptNumber: 1 };
  return { kind: "in_progress", retryAfterSeconds: retryAfterSeconds(known.pursuit, now) };
}
