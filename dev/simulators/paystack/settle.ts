import { newInternalId } from "./ids.ts";
import type { Change, EventRecord, Refund, RefundStatus, Transaction } from "./model.ts";
import { toRefundEventData } from "./refund-wire.ts";
import type { PaystackView } from "./view.ts";
import { amountPaid, toTransactionBody } from "./wire.ts";

/** The changes that give a transaction another status. Only a success is announced: everything else is silent. */
export function settleTransaction(
  transaction: Transaction,
  status: string,
  gatewayResponse: string,
  view: PaystackView,
): Change[] {
  const paid_at = status === "success" ? view.clock() : transaction.paid_at;
  const settled: Transaction = { ...transaction, status, gateway_response: gatewayResponse, paid_at };
  const news = status === "success" && transaction.status !== "success";
  const announcement = news ? announce("charge.success", toChargeEventData(settled, view), settled, view) : [];
  return [{ put: "transaction", value: settled }, ...announcement];
}

/** The changes that give a refund another state, tell the merchant, and end a transaction that is wholly refunded. */
export function settleRefund(
  refund: Refund,
  transaction: Transaction,
  status: RefundStatus,
  view: PaystackView,
): Change[] {
  const settled: Refund = { ...refund, status, updated_at: view.clock() };
  const changes: Change[] = [{ put: "refund", value: settled }, ...announceRefund(settled, transaction, view)];
  const others = view.ledger.refundsOf(transaction.id).filter(({ id }) => id !== refund.id);
  const processed = [...others, settled].filter((each) => each.status === "processed");
  const refunded = processed.reduce((sum, each) => sum + each.amount, 0);
  if (refunded >= amountPaid(transaction)) {
    changes.push({ put: "transaction", value: { ...transaction, status: "reversed" } });
  }
  return changes;
}

/** The event about a refund's state as it is; there is one for each of its states. */
export function announceRefund(refund: Refund, transaction: Transaction, view: PaystackView): Change[] {
  const data = toRefundEventData(refund, transaction, view.quirks());
  return announce(`refund.${refund.status}`, data, transaction, view);
}

/** The changes that send an event: none for a silent transaction, or while no endpoint is configured. */
export function announce(
  event: string,
  data: Record<string, unknown>,
  transaction: Transaction,
  view: PaystackView,
): Change[] {
  const url = view.webhookUrl();
  if (transaction.silent || url === null) return [];
  const value: EventRecord = {
    id: newInternalId("evt"),
    event,
    transaction_id: transaction.id,
    reference: transaction.reference,
    url,
    body: JSON.stringify({ event, data }),
    state: "pending",
    attempts: 0,
    last_status: null,
  };
  return [{ put: "event", value }];
}

/** `verify`'s data with the oddities of the samples: `plan` an object, `log.success` false, two addresses in one. */
export function toChargeEventData(transaction: Transaction, view: PaystackView): Record<string, unknown> {
  const { requested_amount: requested, ...data } = toTransactionBody(transaction, view);
  return {
    ...data,
    ...(view.quirks().requested_amount === "present" ? { requested_amount: requested } : {}),
    plan: {},
    log: { time_spent: 9, attempts: 1, authentication: null, errors: 0, success: false, mobile: false, input: [] },
    ip_address: "127.0.0.1, 127.0.0.2",
  };
}
