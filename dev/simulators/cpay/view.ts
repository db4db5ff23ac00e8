import type { Clock } from "../support/clock.ts";
import type { CpayLedger } from "./ledger.ts";

/** What deciding needs to know; deciding changes nothing. */
export interface CpayView {
  readonly ledger: CpayLedger;
  readonly clock: Clock;
  /** The simulator's own address, for checkout links. */
  origin(): string;
}
