import type { PayoutStatus } from "./payout.ts";

/**
 * The one table of allowed changes. What was sent cannot be called back, so `completed` is final for good; a success the
 * provider confirms wins over `failed`, because the money has left.
 */
const EDGES: Readonly<Record<PayoutStatus, readonly PayoutStatus[]>> = {
  pending: ["processing", "completed", "failed"],
  processing: ["completed", "failed"],
  completed: [],
  failed: ["completed"],
};

/** Whether a payout may go from one state to another. Staying is not a change and never an edge. */
export function canMovePayout(from: PayoutStatus, to: PayoutStatus): boolean {
  return EDGES[from].includes(to);
}

/** States in which nothing is expected of the provider any more. */
export function isPayoutFinal(status: PayoutStatus): boolean {
  return status === "completed" || status === "failed";
}
