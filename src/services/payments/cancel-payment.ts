import type { Transaction } from "../../domain/payment/transaction.ts";
import { Problem } from "../../domain/problem.ts";
import { findProvider } from "../../providers/registry.ts";
import type { Gateway } from "../gateway.ts";
import { type Caller, notFound } from "../principal.ts";
import { performPaymentAttempt } from "./perform-attempt.ts";
import { readPayment } from "./read-payment.ts";

/** Cancels at the provider. Answers with what the provider says of the payment afterwards, whatever that is. */
export async function cancelPayment(gateway: Gateway, caller: Caller, id: string): Promise<Transaction> {
  const { transaction } = await readPayment(gateway, caller.principal, id);
  const description = findProvider(transaction.provider)?.description;
  if (!description?.capabilities.cancel) {
    throw new Problem("not_supported_by_provider", `${description?.title ?? "The provider"} cannot cancel a payment.`);
  }
  const claimed = await gateway.callShard(transaction.id, (shard) => shard.claimCancel(transaction.id, caller.actor));
  if (claimed === null) throw notFound("payment");
  const { claim, subject } = claimed;
  if (!claim.granted) {
    if (claim.why === "final") throw new Problem("invalid_state", `The payment is ${subject.status}.`);
    throw new Problem("operation_in_progress", "Its outcome at the provider is still open.", {
      retryAfterSeconds: claim.retryAfterSeconds,
    });
  }
  const settled = await performPaymentAttempt(gateway, subject, { isAnswer: false, actor: caller.actor });
  const result = settled?.subject ?? subject;
  if (result.status === "cancelled") return result;
  if (result.status === "processing" || result.status === "pending") return result;
  throw new Problem("invalid_state", `The provider did not cancel it: the payment is ${result.status}.`);
}
