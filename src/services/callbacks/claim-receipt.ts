import { receiptIdOf } from "../../domain/deposit/receipt-id.ts";
import { ownReference } from "../../domain/inbox/event-subject.ts";
import type { ProviderEvent } from "../../domain/inbox/provider-event.ts";
import type { PaymentOutcome, ReceiptClaim } from "../../domain/outcome.ts";
import type { Transaction } from "../../domain/payment/transaction.ts";
import { createLogger } from "../../lib/logger.ts";
import type { Gateway } from "../gateway.ts";

/** What came of claiming a receipt for a payment. `unreachable`: nobody could say; the same claim may be made again. */
export type ReceiptVerdict = "claimed" | "taken" | "unreachable";

/** Claims a receipt for a payment, in the one place that knows whose it is. The first claim stands for ever. */
export async function claimReceipt(
  gateway: Gateway,
  claim: ReceiptClaim,
  ownerId: string,
  accountId: string,
): Promise<ReceiptVerdict> {
  const receiptId = receiptIdOf(accountId, claim);
  try {
    const owner = await gateway.callShard(receiptId, (shard) => shard.claimReceipt(receiptId, ownerId, accountId));
    return owner === ownerId ? "claimed" : "taken";
  } catch (error) {
    createLogger().error("receipt.claim_failed", { error });
    return "unreachable";
  }
}

/**
 * Claims what an event would give to the payment it names, before the event reaches that payment; null when it carries
 * no claim, or names no payment of ours to claim it for.
 */
export async function claimReceiptOfEvent(
  gateway: Gateway,
  event: ProviderEvent,
  accountId: string,
): Promise<ReceiptVerdict | null> {
  const owner = event.subject.kind === "payment" ? ownReference(event.subject) : null;
  return event.claim === undefined || owner === null ? null : claimReceipt(gateway, event.claim, owner, accountId);
}

/** The outcome as it may be settled: one whose receipt is another payment's, or is not sure yet, says nothing. */
export async function claimReceiptOfOutcome(
  gateway: Gateway,
  transaction: Transaction,
  outcome: PaymentOutcome,
): Promise<PaymentOutcome> {
  if (outcome.kind !== "reported" || outcome.claim === undefined) return outcome;
  const verdict = await claimReceipt(gateway, outcome.claim, transaction.id, transaction.accountId);
  if (verdict === "claimed") return outcome;
  const reason = verdict === "taken" ? "receipt_of_another_payment" : "receipt_not_claimed";
  return { kind: "unknown", reason, exchange: outcome.exchange };
}
