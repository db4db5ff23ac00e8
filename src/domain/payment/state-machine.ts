/** Every state a payment can be in (contract section 4). */
export const TRANSACTION_STATUSES = [
  "pending",
  "processing",
  "authorized",
  "completed",
  "failed",
  "cancelled",
  "partially_refunded",
  "refunded",
] as const;

/** The state of a payment. */
export type TransactionStatus = (typeof TRANSACTION_STATUSES)[number];

/**
 * The one table of allowed changes. A final state never goes back, with two exceptions that money forces: a success the
 * provider confirms wins over `failed` and `cancelled` (late money is real money), and the refunded states follow the
 * sum of refunds that stand, so a refund that fails late lowers them.
 */
const EDGES: Readonly<Record<TransactionStatus, readonly TransactionStatus[]>> = {
  pending: ["processing", "authorized", "completed", "failed", "cancelled"],
  processing: ["authorized", "completed", "failed", "cancelled"],
  authorized: ["completed", "failed", "cancelled"],
  completed: ["partially_refunded", "refunded"],
  failed: ["authorized", "completed"],
  cancelled: ["authorized", "completed"],
  partially_refunded: ["completed", "refunded"],
  refunded: ["completed", "partially_refunded"],
};

/** Whether a payment may go from one state to another. Staying is not a change and never an edge. */
export function canTransition(from: TransactionStatus, to: TransactionStatus): boolean {
  return EDGES[from].includes(to);
}

/** States that end a payment's way to the provider: nothing is expected any more. */
export function isFinal(status: TransactionStatus): boolean {
  return status !== "pending" && status !== "processing" && status !== "authorized";
}

/** States in which the customer's money has arrived. */
export function isPaid(status: TransactionStatus): boolean {
  return status === "completed" || status === "partially_refunded" || status === "refunded";
}
