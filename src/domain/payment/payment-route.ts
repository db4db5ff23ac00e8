import type { JsonValue } from "../../lib/canonical-json.ts";
import type { ProviderTimings } from "../pursuit.ts";

/** A provider that a payment may be sent to, with everything about the payment that depends on it. */
export interface RouteCandidate {
  readonly provider: string;
  readonly accountId: string;
  readonly timings: ProviderTimings;
  readonly isCancellable: boolean;
  readonly providerOptions: { readonly [name: string]: JsonValue };
}

/** A provider that a payment has left because it certainly had taken nothing of it. */
export interface LeftProvider {
  readonly provider: string;
  readonly accountId: string;
  /** The last attempt that was made at it: what comes of attempts up to this one is told by it. */
  readonly lastAttempt: number;
  readonly reason: string;
}

/** The provider an attempt was made at, where the payment has left it since; null: it was made at the present one. */
export function findLeftByAttempt(left: readonly LeftProvider[], attemptNumber: number): LeftProvider | null {
  return left.find(({ lastAttempt }) => attemptNumber <= lastAttempt) ?? null;
}
