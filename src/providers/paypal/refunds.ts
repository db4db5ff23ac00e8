import type { RefundOutcome } from "../../domain/outcome.ts";
import type { Transaction } from "../../domain/payment/transaction.ts";
import type { Refund } from "../../domain/refund/refund.ts";
import type { CallContext } from "../provider.ts";
import type { PaypalAnswer, PaypalClient } from "./client.ts";
import { toReportedRefund } from "./mapping.ts";
import { toPaypalMoney } from "./paypal-money.ts";
import { findRefusal } from "./refusal.ts";
import { refundSchema } from "./wire.ts";

/** PayPal's limit of a note to the payer, characters. */
const MAX_NOTE = 255;

/** Asks for a refund of the captured money, under the refund's own id as its key. */
export async function refundPayment(
  client: PaypalClient,
  transaction: Transaction,
  refund: Refund,
  context: CallContext,
): Promise<RefundOutcome> {
  const path = `/v2/payments/captures/${encodeURIComponent(transaction.providerReceipt ?? "")}/refund`;
  const body = {
    amount: toPaypalMoney(refund.amountMinor, refund.currency),
    custom_id: refund.id,
    ...(refund.reason === null ? {} : { note_to_payer: refund.reason.slice(0, MAX_NOTE) }),
  };
  const answer = await client.post(path, refund.id, body, context);
  if (answer.kind !== "refused") return toOutcome(answer);
  const failure = findRefusal(answer, refund.pursuit);
  if (failure === null) return { kind: "unknown", reason: `http_${answer.status}`, exchange: answer.exchange };
  const nothing = { providerRefundId: null, amountMinor: null, currency: null };
  return { kind: "reported", status: "failed", ...nothing, failure, exchange: answer.exchange };
}

/** Asks what became of a refund. Without its id it can only be sent again under its key, which the engine does. */
export async function verifyRefund(client: PaypalClient, refund: Refund, context: CallContext): Promise<RefundOutcome> {
  const { providerRefundId: handle } = refund;
  if (handle === null) return { kind: "unknown", reason: "no_handle_to_ask_by", exchange: null };
  const answer = await client.get(`/v2/payments/refunds/${encodeURIComponent(handle)}`, context);
  if (answer.kind !== "refused") return toOutcome(answer);
  return { kind: "unknown", reason: `http_${answer.status}`, exchange: answer.exchange };
}

function toOutcome(answer: Exclude<PaypalAnswer, { kind: "refused" }>): RefundOutcome {
  if (answer.kind !== "data") return answer;
  const { exchange } = answer;
  const refund = refundSchema.safeParse(answer.body);
  const reported = refund.success ? toReportedRefund(refund.data) : null;
  return reported === null ? { kind: "unknown", reason: "unexpected_answer", exchange } : { ...reported, exchange };
}
