import type { RefundOutcome } from "../../domain/outcome.ts";
import type { Transaction } from "../../domain/payment/transaction.ts";
import type { Refund } from "../../domain/refund/refund.ts";
import type { CallContext, RefundListOutcome } from "../provider.ts";
import type { PaystackAnswer, PaystackClient } from "./client.ts";
import { readRefunds } from "./list-refunds.ts";
import { toPaystackAmount } from "./paystack-money.ts";
import { toReportedRefund } from "./refund-mapping.ts";
import { type PaystackRefund, refundSchema } from "./wire.ts";

/**
 * Asks for a refund. Paystack has no key that keeps a repeat from being another refund, so ours carries its id as a note,
 * and nothing is sent before the list has shown that no refund with this note is there.
 */
export async function refundPayment(
  client: PaystackClient,
  transaction: Transaction,
  refund: Refund,
  context: CallContext,
): Promise<RefundOutcome> {
  if (context.clock() >= context.sendBefore) {
    return { kind: "not_sent", reason: "permission_to_send_is_over", exchange: null };
  }
  const found = await findRefund(client, transaction, refund, context);
  if (found.kind !== "absent") return found;
  const body = {
    transaction: transaction.id,
    amount: toPaystackAmount(refund.amountMinor, refund.currency),
    currency: refund.currency,
    merchant_note: refund.id,
    ...(refund.reason === null ? {} : { customer_note: refund.reason }),
  };
  const answer = await client.post("/refund", body, context);
  if (answer.kind !== "refused") return toRefundOutcome(answer);
  const failure = { code: answer.code ?? "refused", message: answer.message };
  const nothing = { providerRefundId: null, amountMinor: null, currency: null };
  return { kind: "reported", status: "failed", ...nothing, failure, exchange: answer.exchange };
}

/** Asks what became of a refund: by its id or, without one, by its note among the refunds of its payment. */
export async function verifyRefund(
  client: PaystackClient,
  transaction: Transaction,
  refund: Refund,
  context: CallContext,
): Promise<RefundOutcome> {
  const { providerRefundId: handle } = refund;
  if (handle === null) return findRefund(client, transaction, refund, context);
  return toRefundOutcome(await client.get(`/refund/${encodeURIComponent(handle)}`, context));
}

/** Asks for all refunds of a payment; those with a note of ours carry it as their reference. */
export async function listRefunds(
  client: PaystackClient,
  transaction: Transaction,
  context: CallContext,
): Promise<RefundListOutcome> {
  const list = await readRefunds(client, transaction, context);
  if (list.kind !== "listed") return { kind: "unknown", reason: list.reason };
  const refunds = list.refunds
    .filter((refund) => !isOfAnother(refund, transaction))
    .map((refund) => ({ refund, reported: toReportedRefund(refund) }));
  return {
    kind: "listed",
    refunds: refunds.flatMap(({ refund, reported }) =>
      reported === null ? [] : [{ ...reported, reference: refund.merchant_note }],
    ),
  };
}

/** Whether a row says itself that it belongs to another payment, as in a list that was not narrowed to one. */
function isOfAnother({ transaction: told }: PaystackRefund, { id, providerReceipt }: Transaction): boolean {
  if (told === null) return false;
  if (typeof told !== "string" && told.reference !== null) return told.reference !== id;
  const name = typeof told === "string" ? told : told.id;
  return name !== null && providerReceipt !== null && name !== id && name !== providerReceipt;
}

async function findRefund(
  client: PaystackClient,
  transaction: Transaction,
  refund: Refund,
  context: CallContext,
): Promise<RefundOutcome> {
  const list = await readRefunds(client, transaction, context);
  if (list.kind !== "listed") return list;
  const { exchange } = list;
  const [found, second] = list.refunds.filter(({ merchant_note: note }) => note === refund.id);
  if (found === undefined) return { kind: "absent", exchange };
  // Asked for twice after all: a person has to see to it that one is given back.
  if (second !== undefined) return { kind: "unknown", reason: "refunded_twice", exchange };
  const reported = toReportedRefund(found);
  return reported === null ? { kind: "unknown", reason: "unexpected_answer", exchange } : { ...reported, exchange };
}

function toRefundOutcome(answer: PaystackAnswer): RefundOutcome {
  if (answer.kind === "refused") {
    return { kind: "unknown", reason: answer.code ?? "unexpected_answer", exchange: answer.exchange };
  }
  if (answer.kind !== "data") return answer;
  const { exchange } = answer;
  const refund = refundSchema.safeParse(answer.data);
  const reported = refund.success ? toReportedRefund(refund.data) : null;
  return reported === null ? { kind: "unknown", reason: "unexpected_answer", exchange } : { ...reported, exchange };
}
