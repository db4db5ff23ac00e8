import type { RefundOutcome } from "../../domain/outcome.ts";
import type { Transaction } from "../../domain/payment/transaction.ts";
import type { Refund } from "../../domain/refund/refund.ts";
import type { ProviderAnswer } from "../http.ts";
import type { CallContext } from "../provider.ts";
import type { AcmeClient } from "./client.ts";
import { toReportedRefund } from "./mapping.ts";
import { findRefusal } from "./refusal.ts";
import { refundSchema } from "./wire.ts";

/** Asks for a refund, under its own id as the key. */
export async function refundPayment(
  client: AcmeClient,
  transaction: Transaction,
  refund: Refund,
  context: CallContext,
): Promise<RefundOutcome> {
  const path = `/v1/charges/${encodeURIComponent(transaction.providerTransactionId ?? "")}/refunds`;
  const body = { amount: refund.amountMinor, reference: refund.id, reason: refund.reason };
  const answer = await client.post(path, refund.id, body, context);
  const failure = findRefusal(answer, refund.pursuit);
  if (failure === null || answer.kind !== "answered") return toOutcome(answer);
  const nothing = { providerRefundId: null, amountMinor: null, currency: null };
  return { kind: "reported", status: "failed", ...nothing, failure, exchange: answer.exchange };
}

/** Asks what became of a refund. Without its id it can only be sent again under its key, which the engine does. */
export async function verifyRefund(client: AcmeClient, refund: Refund, context: CallContext): Promise<RefundOutcome> {
  const { providerRefundId: handle } = refund;
  if (handle === null) return { kind: "unknown", reason: "no_handle_to_ask_by", exchange: null };
  return toOutcome(await client.get(`/v1/refunds/${encodeURIComponent(handle)}`, context));
}

function toOutcome(answer: ProviderAnswer): RefundOutcome {
  if (answer.kind !== "answered") return answer;
  const { exchange } = answer;
  const refund = refundSchema.safeParse(answer.body);
  const reported = answer.status < 300 && refund.success ? toReportedRefund(refund.data) : null;
  return reported === null ? { kind: "unknown", reason: "unexpected_answer", exchange } : { ...reported, exchange };
}
