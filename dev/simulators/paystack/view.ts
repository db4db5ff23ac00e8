import type { Clock } from "../support/clock.ts";
import type { PaystackLedger } from "./ledger.ts";
import type { Change } from "./model.ts";
import type { Quirks } from "./quirks.ts";

/** What deciding needs to know; deciding changes nothing. */
export interface PaystackView {
  readonly ledger: PaystackLedger;
  readonly clock: Clock;
  /** The currencies that the merchant's country has enabled; the first one is meant when none is given. */
  readonly currencies: readonly string[];
  quirks(): Quirks;
  /** The endpoint configured in the dashboard, or null: then no event is made. */
  webhookUrl(): string | null;
  /** The simulator's own address, for the pages. */
  origin(): string;
}

/** What a request does to the books, and what is answered. */
export interface Decision<Answer> {
  readonly changes: readonly Change[];
  readonly answer: Answer;
}
