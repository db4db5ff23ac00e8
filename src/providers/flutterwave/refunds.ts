import { toMajorNumber } from "../../domain/money.ts";
import type { RefundOutcome } from "../../domain/outcome.ts";
import type { Transaction } from "../../domain/payment/transaction.ts";
import type { Refund } from "../../domain/refund/refund.ts";
import type { CallContext } from "../provider.ts";
import type { FlutterwaveAnswer, FlutterwaveClient } from "./client.ts";
import { toReportedRefund } from "./mapping.ts";
import { failureOf } from "./refused.ts";
import { refundSchema } from "./wire.ts";

/** Asks for a refund, by Flutterwave's number of the payment. Nothing keeps a repeat from being a second one. */
export async function refundPayment(
  client: FlutterwaveClient,
  transaction: Transaction,
  refund: Refund,
  context: CallContext,
): Promise<RefundOutcome> {
  const path = `/transactions/${encodeURIComponent(transaction.providerReceipt ?? "")}/refund`;
  const amount = toMajorNumber(refund.amountMinor, refund.currency);
  const body = { amount, ...(refund.reason === null ? {} : { comments: refund.reason }) };
  const answer = await client.post(path, body, context);
  if (answer.kind !== "refused") return toOutcome(answer, refund);
  const nothing = { providerRefundId: null, amountMinor: null, currency: null };
  return { kind: "reported", status: "failed", ...nothing, failure: failureOf(answer), exchange: answer.exchange };
}

/** Asks what became of a refund. One whose answer got lost carries nothing of ours to find it by: a person has to look. */
export async function verifyRefund(
  client: FlutterwaveClient,
  refund: Refund,
  context: CallContext,
): Promise<RefundOutcome> {
  const { providerRefundId: handle } = refund;
  if (handle === null) return { kind: "unknown", reason: "no_handle_to_ask_by", exchange: null };
  const answer = await client.get(`/refunds/${encodeURIComponent(handle)}`, context);
  if (answer.kind !== "refused") return toOutcome(answer, refund);
  return { kind: "unknown", reason: `http_${answer.status}`, exchange: answer.exchange };
}

function toOutcome(answer: Exclude<FlutterwaveAnswer, { kind: "refused" }>, { currency }: Refund): RefundOutcome {
  if (answer.kind !== "data") return answer;
  const { exchange } = answer;
  const told = refundSchema.safeParse(answer.data);
  if (!told.success) return { kind: "unknown", reason: "unexpected_answer", exchange };
  return { ...toReportedRefund(told.data, currency), exchange };
}
