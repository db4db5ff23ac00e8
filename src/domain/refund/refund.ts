import type { Failure } from "../failure.ts";
import type { RefundId, TransactionId } from "../identifiers.ts";
import type { MinorUnits } from "../money.ts";
import type { Pursuit } from "../pursuit.ts";

/** Every state of a refund. `pending` reserves balance, `completed` has moved money, `failed` frees it. */
export const REFUND_STATUSES = ["pending", "completed", "failed"] as const;

/** The state of a refund. */
export type RefundStatus = (typeof REFUND_STATUSES)[number];

/** A refund as its payment's shard holds it. Times are epoch milliseconds. */
export interface Refund {
  readonly id: RefundId;
  readonly transactionId: TransactionId;
  readonly merchantId: string;
  /** `provider`: made in the provider's own dashboard and learned of from there. */
  readonly origin: "api" | "provider";
  readonly idempotencyKey: string | null;
  readonly fingerprint: string;
  readonly providerRefundId: string | null;
  /** A provider's id that an unsigned word told while none is known: asked about, never shown. */
  readonly handleCandidate?: string;
  /** Why it failed, as an unsigned word had it: shown once the provider confirms that it has. */
  readonly failureCandidate?: Failure;
  readonly amountMinor: MinorUnits;
  readonly currency: string;
  readonly status: RefundStatus;
  readonly reason: string | null;
  readonly failure: Failure | null;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly completedAt: number | null;
  readonly pursuit: Pursuit;
}
