import type { PaymentOutcome } from "../../domain/outcome.ts";
import { isFinal } from "../../domain/payment/state-machine.ts";
import type { Transaction } from "../../domain/payment/transaction.ts";
import type { CallContext } from "../provider.ts";
import type { PaypalAnswer, PaypalClient } from "./client.ts";
import { orderOf, toOrderOutcome } from "./order-outcome.ts";
import { toCode } from "./refusal.ts";
import type { PaypalOrder } from "./wire.ts";

const EXPIRED = { code: "expired", message: "The customer did not pay in time." };
/** Orders of which no money was taken or reserved. */
const UNPAID: readonly string[] = ["CREATED", "SAVED", "PAYER_ACTION_REQUIRED", "APPROVED"];
/** Somebody has done it already, such as an earlier look whose answer got lost: the order says with what result. */
const DONE_ALREADY: readonly string[] = [
  "ORDER_ALREADY_CAPTURED",
  "ORDER_ALREADY_AUTHORIZED",
  "ORDER_ALREADY_COMPLETED",
];
/** The payer has to approve again, with something else to pay by. */
const PAYER_IS_ASKED_AGAIN: readonly string[] = ["INSTRUMENT_DECLINED", "ORDER_NOT_APPROVED", "PAYER_ACTION_REQUIRED"];

/**
 * Asks for the order and, where its payer has approved it, takes or reserves the money: that is ours to do, and nobody
 * pays before. What has ended here, or whose time is over, is not taken any more: its payer is not charged.
 */
export async function verifyOrder(
  client: PaypalClient,
  transaction: Transaction,
  context: CallContext,
): Promise<PaymentOutcome> {
  // An order cannot be searched for. Until its id is known, asking again under the key tells it.
  const handle = transaction.providerTransactionId ?? transaction.handleCandidate ?? null;
  if (handle === null) return { kind: "unknown", reason: "no_handle_to_ask_by", exchange: null };
  const answer = await client.get(pathOf(handle), context);
  const order = orderOf(answer);
  const isOver = context.clock() >= transaction.expiresAt;
  if (order?.status !== "APPROVED" || !isOurs(order, transaction) || isOver || isFinal(transaction.status)) {
    const outcome = toOrderOutcome(answer);
    const isUnpaid = outcome.kind === "reported" && UNPAID.includes(order?.status ?? "");
    // PayPal is not told that an order's time is over, but nothing is taken for it any more.
    return isUnpaid && isOver ? { ...outcome, status: "failed", failure: EXPIRED, nextAction: null } : outcome;
  }
  const verb = transaction.capture === "manual" ? "authorize" : "capture";
  // Each approval may be tried once: its key is the same for all looks at it, and another after the payer chose anew.
  const approval = (order.update_time ?? "").replace(/[^0-9]/g, "");
  const key = `${transaction.id}-${verb}-${approval}`;
  return settle(client, handle, answer, await client.post(`${pathOf(handle)}/${verb}`, key, {}, context), context);
}

/** The address of an order. */
export function pathOf(handle: string): string {
  return `/v2/checkout/orders/${encodeURIComponent(handle)}`;
}

async function settle(
  client: PaypalClient,
  handle: string,
  before: PaypalAnswer,
  taken: PaypalAnswer,
  context: CallContext,
): Promise<PaymentOutcome> {
  // It has not left: the order is as it was.
  if (taken.kind === "not_sent") return toOrderOutcome(before);
  if (taken.kind !== "refused") return toOrderOutcome(taken);
  const { issue, exchange } = taken;
  if (DONE_ALREADY.includes(issue)) return toOrderOutcome(await client.get(pathOf(handle), context));
  // Whether the payer is asked again or not, the order stays open, and nothing was taken.
  return PAYER_IS_ASKED_AGAIN.includes(issue)
    ? { ...toOrderOutcome(before), exchange }
    : { kind: "unknown", reason: toCode(issue), exchange };
}

/** An order told of by a webhook alone could be anybody's: it is ours when it carries our id. */
function isOurs(order: PaypalOrder, { id }: Transaction): boolean {
  return order.purchase_units[0]?.custom_id === id;
}
