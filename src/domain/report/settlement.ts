/** A payment or a refund in a provider's own list. */
export interface SettledEntry {
  readonly kind: "payment" | "refund";
  /** What the provider calls it, the most telling first; ours keeps one of these. */
  readonly providerIds: readonly string[];
  /** Of a refund: what the provider calls its payment, as far as it says. */
  readonly paymentIds: readonly string[];
  /** Our id of it, where the provider has kept it. */
  readonly reference: string | null;
  /** Our minor units; a fraction where the provider's unit is smaller and not whole in ours. */
  readonly amountMinor: number;
  readonly currency: string;
  /** `settled`: paid, or given back. */
  readonly status: "settled" | "open" | "failed";
  /** When it came about by the provider's clock, epoch milliseconds. */
  readonly at: number;
}

/** A stretch of time, epoch milliseconds; `to` is not included. */
export interface TimeRange {
  readonly from: number;
  readonly to: number;
}

/**
 * What a provider lists as made in a stretch of time, or why that cannot be told. `isComplete`: the list was read to its
 * end, so what it does not show is not there.
 */
export type SettlementListing =
  | { readonly kind: "listed"; readonly entries: readonly SettledEntry[]; readonly isComplete: boolean }
  | { readonly kind: "unknown"; readonly reason: string };

/** A payment or refund as our books have it. */
export interface BookedEntry {
  readonly kind: "payment" | "refund";
  readonly id: string;
  readonly providerIds: readonly string[];
  readonly amountMinor: number;
  readonly currency: string;
  readonly status: string;
  readonly isSettled: boolean;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  /** When it was completed, epoch milliseconds; null while it is not. */
  readonly settledAt: number | null;
}
