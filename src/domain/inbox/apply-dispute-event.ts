import { type Change, paymentChange } from "../change.ts";
import { rememberDispute, renderDispute } from "../dispute/dispute.ts";
import { namesAnotherPayment } from "../payment/evidence.ts";
import type { Transaction } from "../payment/transaction.ts";
import { type EventVerdict, judge } from "./event-verdict.ts";
import type { ProviderEvent, ProviderEventSubject } from "./provider-event.ts";

/**
 * Tells of a dispute in the payment's trail and events. No money state follows from it: what the provider takes back in
 * the end it reports as a refund or settles with the account.
 */
export function applyDisputeEvent(
  transaction: Transaction,
  event: ProviderEvent,
  { dispute, providerTransactionId }: Extract<ProviderEventSubject, { kind: "dispute" }>,
  now: number,
): EventVerdict {
  if (namesAnotherPayment(transaction, providerTransactionId)) {
    return judge(transaction, paymentChange(transaction), event, "provider_id_mismatch");
  }
  const disputes = rememberDispute(transaction.disputes ?? [], dispute);
  if (disputes === null) return judge(transaction, paymentChange(transaction), event, null);
  const type = `dispute.${dispute.status}` as const;
  const shown = renderDispute(dispute);
  const change: Change = paymentChange(
    { ...transaction, disputes, updatedAt: now },
    [{ type, data: { dispute: shown } }],
    [{ type, dispute: shown }],
  );
  return judge(transaction, change, event, null);
}
