import type { Clock } from "../support/clock.ts";
import type { StripeLedger } from "./ledger.ts";

/** What deciding needs to know; deciding changes nothing but its draft. */
export interface StripeView {
  readonly ledger: StripeLedger;
  readonly clock: Clock;
  /** How long a delayed payment method takes. */
  readonly delayedMs: number;
  /** The simulator's own address, for pages. */
  origin(): string;
  /** Where events go (null: nowhere) and in the shape of which API version. */
  endpoint(): { readonly url: string | null; readonly api_version: string | null };
}
