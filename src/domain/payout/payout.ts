import type { JsonValue } from "../../lib/canonical-json.ts";
import type { Failure, Review } from "../failure.ts";
import type { TransactionId } from "../identifiers.ts";
import type { MinorUnits } from "../money.ts";
import type { ProviderTimings, Pursuit } from "../pursuit.ts";

/** Every state of a payout (contract section 9). */
export const PAYOUT_STATUSES = ["pending", "processing", "completed", "failed"] as const;

/** The state of a payout. `pending`: not with the provider yet; `processing`: asked for, outcome open. */
export type PayoutStatus = (typeof PAYOUT_STATUSES)[number];

/** Whom the money goes to. */
export interface Recipient {
  readonly phone: string | null;
  readonly name: string | null;
}

/** What a merchant asked for, fixed when the payout is made. */
export interface PayoutTerms {
  readonly id: TransactionId;
  readonly merchantId: string;
  readonly idempotencyKey: string;
  readonly fingerprint: string;
  readonly provider: string;
  readonly accountId: string;
  readonly amountMinor: MinorUnits;
  readonly currency: string;
  readonly recipient: Recipient;
  readonly reference: string | null;
  readonly reason: string | null;
  readonly metadata: { readonly [name: string]: JsonValue };
  /** What the addresses given to the provider are derived from; see callback-token.ts. Never shown. */
  readonly callbackSecret: string;
  readonly timings: ProviderTimings;
  /** As of a payment. */
  readonly traceId?: string;
}

/** Money out, as its shard holds it: the only copy that decides anything. Times are epoch milliseconds. */
export interface Payout extends PayoutTerms {
  readonly status: PayoutStatus;
  readonly providerTransactionId: string | null;
  /** The provider's id of the money itself, confirmed by the provider. */
  readonly providerReceipt: string | null;
  /** A receipt that was told but not confirmed yet: asked about, never shown. */
  readonly receiptCandidate: string | null;
  /** Why it failed, as an unsigned word had it: shown once the provider confirms that it has. */
  readonly failureCandidate?: Failure;
  readonly failure: Failure | null;
  readonly review: Review | null;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly completedAt: number | null;
  readonly pursuit: Pursuit;
  readonly auditCount: number;
  readonly auditHead: string;
  readonly eventCount: number;
}
