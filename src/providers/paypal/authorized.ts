import type { MinorUnits } from "../../domain/money.ts";
import type { PaymentOutcome } from "../../domain/outcome.ts";
import { findOpenCommand } from "../../domain/payment/open-command.ts";
import type { Transaction } from "../../domain/payment/transaction.ts";
import type { JsonValue } from "../../lib/canonical-json.ts";
import type { CallContext } from "../provider.ts";
import type { PaypalClient } from "./client.ts";
import { pathOf } from "./finish-order.ts";
import { orderOf, toOrderOutcome } from "./order-outcome.ts";
import { toPaypalMoney } from "./paypal-money.ts";
import { findRefusal } from "./refusal.ts";

/** Takes the reserved amount or a part of it; the rest is released. What is refused stays reserved, with the reason. */
export function capturePayment(
  client: PaypalClient,
  transaction: Transaction,
  amountMinor: MinorUnits,
  context: CallContext,
): Promise<PaymentOutcome> {
  const body = { amount: toPaypalMoney(amountMinor, transaction.currency), final_capture: true };
  return act(client, transaction, "capture", body, context);
}

/**
 * Releases what is reserved. An order without that cannot be called off at PayPal, and need not be: money is only ever taken
 * by us, and of what is cancelled it never is. So what no payer has approved is cancelled by the word alone.
 */
export async function cancelPayment(
  client: PaypalClient,
  transaction: Transaction,
  context: CallContext,
): Promise<PaymentOutcome> {
  if (context.clock() >= context.sendBefore) {
    return { kind: "not_sent", reason: "permission_to_send_is_over", exchange: null };
  }
  const answer = await client.get(pathOf(transaction.providerTransactionId ?? ""), context);
  const [authorization] = orderOf(answer)?.purchase_units[0]?.payments.authorizations ?? [];
  if (authorization !== undefined) return act(client, transaction, "void", {}, context);
  const outcome = toOrderOutcome(answer);
  // What is approved may be being taken this moment, by a request whose answer got lost.
  const isUntouched =
    outcome.kind === "reported" && outcome.status === "pending" && orderOf(answer)?.status !== "APPROVED";
  const isUnpaid = isUntouched && (orderOf(answer)?.purchase_units[0]?.payments.captures ?? []).length === 0;
  return isUnpaid ? { ...outcome, status: "cancelled", nextAction: null } : outcome;
}

/** Does something with the authorization, then asks the order what has become of it. */
async function act(
  client: PaypalClient,
  transaction: Transaction,
  verb: "capture" | "void",
  body: JsonValue,
  context: CallContext,
): Promise<PaymentOutcome> {
  if (context.clock() >= context.sendBefore) {
    return { kind: "not_sent", reason: "permission_to_send_is_over", exchange: null };
  }
  const path = pathOf(transaction.providerTransactionId ?? "");
  const before = await client.get(path, context);
  const [authorization] = orderOf(before)?.purchase_units[0]?.payments.authorizations ?? [];
  if (authorization?.status !== "CREATED") return toOrderOutcome(before);
  // Each command has its own key, and keeps it when it is sent again.
  const key = `${findOpenCommand(transaction)?.id ?? transaction.id}-${verb}`;
  const target = `/v2/payments/authorizations/${encodeURIComponent(authorization.id)}/${verb}`;
  const done = await client.post(target, key, body, context);
  if (done.kind !== "data" && done.kind !== "refused") return done;
  const after = toOrderOutcome(await client.get(path, context));
  if (after.kind !== "reported" || after.status !== "authorized") return after;
  // Still reserved: refused for good, refused for this moment, or done without showing yet.
  const refusal = done.kind === "refused" ? findRefusal(done, transaction.pursuit) : null;
  if (refusal !== null) return { ...after, failure: refusal, exchange: done.exchange };
  const reason = done.kind === "refused" ? `http_${done.status}` : "not_shown_yet";
  return { kind: "unknown", reason, exchange: done.exchange };
}
