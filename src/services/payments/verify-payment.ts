import type { Transaction } from "../../domain/payment/transaction.ts";
import type { Gateway } from "../gateway.ts";
import type { Caller } from "../principal.ts";
import { performPaymentAttempt } from "./perform-attempt.ts";
import { readPayment } from "./read-payment.ts";

/** Asks the provider now, at most every few seconds; between, and while another call is open, the present state. */
export async function verifyPayment(gateway: Gateway, caller: Caller, id: string): Promise<Transaction> {
  const { transaction } = await readPayment(gateway, caller.principal, id);
  const claimed = await gateway.callShard(transaction.id, (shard) =>
    shard.claimLook(transaction.id, "manual", caller.actor),
  );
  if (claimed === null || !claimed.claim.granted) return claimed?.subject ?? transaction;
  const settled = await performPaymentAttempt(gateway, claimed.subject, { isAnswer: false, actor: caller.actor });
  return settled?.subject ?? claimed.subject;
}
