import type { Actor } from "../../domain/actor.ts";
import type { Deposit, DepositRoute } from "../../domain/deposit/deposit.ts";
import { depositedPaymentId } from "../../domain/deposit/deposited-payment.ts";
import { isMeantFor } from "../../domain/deposit/match-payment.ts";
import { parseShardId } from "../../domain/identifiers.ts";
import { MERCHANT_ID_PATTERN } from "../../domain/merchant.ts";
import { Problem } from "../../domain/problem.ts";
import { createLogger } from "../../lib/logger.ts";
import type { Gateway } from "../gateway.ts";
import { type Caller, notFound } from "../principal.ts";
import { advanceDeposit } from "./advance-deposit.ts";

/** Whose a deposit is, by an operator's word: an existing payment's, or a merchant's that gets a new one. */
export type DepositAssignment = { readonly transactionId: string } | { readonly merchantId: string };

/**
 * Assigns money in suspense, once and for all, and delivers it. The chain of the payment it leads to tells who did it.
 * Repeating the same assignment changes nothing.
 */
export async function assignDeposit(
  gateway: Gateway,
  caller: Caller,
  id: string,
  assignment: DepositAssignment,
): Promise<Deposit> {
  const depositId = parseShardId(id);
  const deposit = depositId && (await gateway.callShard(depositId, (shard) => shard.readDeposit(depositId)));
  if (depositId === null || deposit === null) throw notFound("deposit");
  const route =
    "merchantId" in assignment
      ? await routeToMerchant(gateway, deposit, assignment.merchantId, caller.actor)
      : await routeToPayment(gateway, deposit, assignment.transactionId, caller.actor);
  const assigned = await gateway.callShard(depositId, (shard) => shard.assignDeposit(depositId, route));
  if (assigned === null) throw notFound("deposit");
  if (assigned.kind === "refused") {
    const { status, transactionId } = assigned.deposit;
    const owner = transactionId === null ? "" : ` and belongs to payment ${transactionId}`;
    throw new Problem("invalid_state", `Only a deposit in suspense can be assigned; this one is ${status}${owner}.`);
  }
  // The assignment is durable: what cannot be delivered now is delivered by the deposit's timer.
  await advanceDeposit(gateway, depositId).catch((error: unknown) =>
    createLogger().error("deposit.not_advanced", { deposit_id: depositId, error }),
  );
  return (await gateway.callShard(depositId, (shard) => shard.readDeposit(depositId))) ?? assigned.deposit;
}

async function routeToMerchant(
  gateway: Gateway,
  deposit: Deposit,
  merchantId: string,
  actor: Actor,
): Promise<DepositRoute> {
  const merchant = MERCHANT_ID_PATTERN.test(merchantId)
    ? await gateway.callMerchant(merchantId, (object) => object.find())
    : null;
  if (merchant === null) throw refuse("merchant_id", "There is no such merchant.");
  const transactionId = depositedPaymentId(merchantId, deposit.reported);
  return { kind: "new", transactionId, merchantId, isHandle: true, actor, isAssigned: true };
}

async function routeToPayment(
  gateway: Gateway,
  deposit: Deposit,
  transactionId: string,
  actor: Actor,
): Promise<DepositRoute> {
  const id = parseShardId(transactionId);
  const view = id && (await gateway.callShard(id, (shard) => shard.read(id)));
  if (!view) throw refuse("transaction_id", "There is no such payment.");
  const { transaction } = view;
  const isPossible = isMeantFor(transaction, deposit.reported, deposit.accountId);
  if (!isPossible || transaction.amountMinor !== deposit.reported.amountMinor) {
    const message = "The payment is another account's, of another amount or currency, or paid with another receipt.";
    throw refuse("transaction_id", message);
  }
  const isHandle = transaction.paymentMethod === "c2b" && transaction.providerTransactionId === null;
  const { merchantId } = transaction;
  return { kind: "payment", transactionId: transaction.id, merchantId, isHandle, actor, isAssigned: true };
}

function refuse(path: string, message: string): Problem {
  return new Problem("validation_failed", message, { errors: [{ path, message }] });
}
