import type { Tombstone } from "../payment/archive.ts";
import type { Projection } from "../projection.ts";

/** Ids from one on, and below another: a stretch of one shard's. */
export interface IdRange {
  readonly from: string;
  readonly to: string;
}

/** What an object says Postgres ought to hold of one thing: a payment or payout with its history, a webhook, a deposit. */
export interface ExportedRecord {
  readonly id: string;
  readonly merchantId: string | null;
  readonly projection: Projection;
  /** Length and head of its audit chain; null for what has none. */
  readonly chain: { readonly entries: number; readonly head: string } | null;
  /** Rows of it are on their way to Postgres: nothing can be said of it yet. */
  readonly isPending: boolean;
  /** Set where only this is left of it, and the rest is in Postgres alone. */
  readonly tombstone: Tombstone | null;
}

/** Records in the order of their ids. */
export interface ExportPage {
  readonly records: readonly ExportedRecord[];
  /** The id of the first record that is not in this page; null when there is none below the range's end. */
  readonly next: string | null;
}

/** What a shard keeps that has rows of its own in Postgres. */
export type ExportedKind = "payments" | "webhook_events" | "deposits";
